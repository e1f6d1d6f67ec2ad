"""What makes an address, a user name, a locale and a zone; and what a user's state allows."""

import re
import unicodedata
from contextlib import suppress
from typing import Annotated
from zoneinfo import available_timezones

import email_validator
from pydantic import AfterValidator, Field

USERNAME = re.compile(r"[A-Za-z0-9_-]{3,30}")
RESERVED = frozenset({
    "about", "account", "admin", "administrator", "api", "app", "auth", "billing", "blog", "contact", "docs",
    "help", "home", "identity", "info", "internal", "legal", "login", "logout", "mail", "me", "mewayz",
    "moderator", "null", "official", "owner", "postmaster", "privacy", "public", "register", "root",
    "security", "settings", "setup", "shop", "signup", "staff", "status", "super_admin", "support", "system",
    "team", "terms", "undefined", "user", "webmaster", "workspace", "www",
})  # fmt: skip
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
SIGN_IN = frozenset({"pending", "active", "deletion_scheduled"})
"""States in which a person can sign in."""
TRANSITIONS = {
    ("pending", "verify"): "active",
    ("pending", "disable"): "disabled",
    ("active", "disable"): "disabled",
    ("pending", "schedule_erasure"): "deletion_scheduled",
    ("active", "schedule_erasure"): "deletion_scheduled",
}


def normalise_email(address: str) -> str:
    """The form in which two addresses are the same: NFKC, domain in ASCII (IDNA), lower case.

    Dots and `+tags` stay: only the receiving host may say that they do not matter.
    """
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).rpartition("@")
    with suppress(email_validator.EmailNotValidError):
        domain = _checked(f"x@{domain}").ascii_domain or domain
    return f"{local}@{domain}".lower()


def _checked(address: str) -> email_validator.ValidatedEmail:
    return email_validator.validate_email(address, check_deliverability=False, test_environment=True)


def checked_email(address: str) -> str:
    """`address` if its syntax is right (RFC 5321, 6531); nothing is looked up."""
    try:
        found = _checked(address.strip())
    except email_validator.EmailNotValidError as error:
        raise ValueError(str(error)) from error
    if len(normalise_email(found.normalized)) > 254:
        raise ValueError("The address is too long.")
    return found.normalized


def checked_username(name: str) -> str:
    """`name` if it has 3 to 30 letters, digits, `_` or `-` and is not reserved."""
    if not USERNAME.fullmatch(name):
        raise ValueError("A user name has 3 to 30 letters, digits, _ or -.")
    if name.lower() in RESERVED:
        raise ValueError("This name is reserved.")
    return name


def checked_locale(locale: str) -> str:
    """`locale` if it is a language tag such as `en` or `pt-BR`."""
    if not LOCALE.fullmatch(locale):
        raise ValueError("A locale is a language tag such as en or pt-BR.")
    return locale


def checked_timezone(name: str) -> str:
    """`name` if it is an IANA time zone."""
    if name not in available_timezones():
        raise ValueError("A time zone is an IANA name such as Europe/Berlin.")
    return name


Email = Annotated[str, Field(max_length=320, examples=["ada@example.com"]), AfterValidator(checked_email)]
Username = Annotated[str, AfterValidator(checked_username)]
Locale = Annotated[str, Field(max_length=16, examples=["en"]), AfterValidator(checked_locale)]
Timezone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(checked_timezone)]
PersonName = Annotated[str, Field(min_length=1, max_length=120, examples=["Ada Lovelace"])]
