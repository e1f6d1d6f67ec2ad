"""How addresses, phone numbers, hosts and names are read: pure functions, ValueError for what cannot be read."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

import idna
import phonenumbers

_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_EXTENSION = re.compile(r"(?:x|ext\.?|extension|#)\s*(\d{1,7})\s*$", re.IGNORECASE)
_TERRITORY = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})\b")


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address: as it is shown, and in the one form by which two spellings are the same."""

    shown: str
    norm: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number as it was written, and in E.164 if it can be read so."""

    raw: str
    e164: str | None
    extension: str | None


def key_of(text: str) -> str:
    """The form in which two names are the same: NFKC, without case, single spaces; stored in 200 characters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:200]


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several, separated by ; or ,"""
    return [part.strip() for part in re.split("[;,]", text) if part.strip()]


@lru_cache(maxsize=4096)
def read_domain(text: str) -> str:
    """A host name of at least two labels as a lower-case A-label (RFC 5891).

    Most addresses of a file or a list share a few domains, and reading one costs more than the rest of an address.
    """
    try:
        domain = idna.encode(text.strip().rstrip("."), uts46=True, transitional=False).decode().lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError("is not a domain name") from error
    if "." not in domain or len(domain) > 253:
        raise ValueError("is not a domain name of at least two labels")
    return domain


def read_address(text: str) -> Address:
    """A mail address (RFC 5321, 6531): unquoted local part of at most 64, at most 254 characters in all.

    The local part is compared in lower case; dots and `+tag` are kept, because providers differ in their meaning.
    """
    local, at, host = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    if not at or not _ATOM.fullmatch(local) or len(local.encode()) > 64:
        raise ValueError("is not an e-mail address")
    domain = read_domain(host)
    if len(local) + 1 + len(domain) > 254:
        raise ValueError("is longer than 254 characters")
    return Address(shown=f"{local}@{domain}", norm=f"{local.lower()}@{domain}")


def read_phone(text: str, region: str | None = None) -> Phone:
    """A phone number; what cannot be read as E.164 is kept as it was written.

    `region` (ISO 3166) is where a number without country code is taken to be.
    """
    raw = text.strip()
    extension = _EXTENSION.search(raw)
    ending = extension.group(1) if extension else None
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return Phone(raw, None, ending)
    if not phonenumbers.is_possible_number(number):
        return Phone(raw, None, ending)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(raw, shown, number.extension or ending)


def region_of(locale: str | None) -> str | None:
    """The territory of a language tag: `de-AT` → AT."""
    found = _TERRITORY.match(locale or "")
    return found.group(1).upper() if found else None


def read_website(text: str) -> str:
    """A web address with scheme and lower-case host; one without a scheme is taken for https."""
    text = text.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError("is not a web address")
    host = read_domain(parts.hostname)
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(SplitResult(parts.scheme, host + port, parts.path, parts.query, parts.fragment))


def domain_of(text: str) -> str:
    """The domain of a firm from a domain or web address; a leading `www.` is no part of it."""
    host = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}").hostname or ""
    return read_domain(host).removeprefix("www.")
