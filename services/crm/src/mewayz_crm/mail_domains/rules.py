"""Rules of mail domains: which records they need, and what a check means. Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from mewayz_kit.state import Machine

FAILURES = 3
FIRST_CHECK, DAILY = timedelta(hours=1), timedelta(days=1)
MAIL_DOMAIN = Machine(
    "mail domain",
    {("pending", "see"): "verified", ("failed", "see"): "verified", ("verified", "miss"): "failed"},
)
"""crm.md §4."""


class Wanted(NamedTuple):
    """A TXT record that must stand in DNS."""

    purpose: str
    name: str
    value: str


class Finding(NamedTuple):
    """Which records DNS shows."""

    spf: bool
    dkim: bool
    dmarc: bool

    @property
    def complete(self) -> bool:
        """Whether mail of the domain can be sent and will be believed."""
        return all(self)


def wanted(domain: str, selector: str, public_key: str, spf_host: str) -> list[Wanted]:
    """The records of a domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""
    return [
        Wanted("spf", domain, f"v=spf1 include:{spf_host} ~all"),
        Wanted("dkim", dkim_name(domain, selector), f"v=DKIM1; k=rsa; p={public_key}"),
        Wanted("dmarc", f"_dmarc.{domain}", "v=DMARC1; p=none"),
    ]


def dkim_name(domain: str, selector: str) -> str:
    """Where the public key stands."""
    return f"{selector}._domainkey.{domain}"


def dmarc_names(domain: str) -> list[str]:
    """Where a policy may stand: at the domain, or at one above it, down to two labels."""
    labels = domain.split(".")
    return [f"_dmarc.{'.'.join(labels[start:])}" for start in range(len(labels) - 1)]


def has_spf(texts: Iterable[str], spf_host: str) -> bool:
    """One SPF record, and it includes our host; two records are an error to receivers (RFC 7208 §4.5)."""
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        return False
    terms = [term.lstrip("+~?") for term in found[0].lower().split()]
    return f"include:{spf_host.lower()}" in terms


def has_dkim(texts: Iterable[str], public_key: str) -> bool:
    """A record with exactly our key."""
    return any(_tags(text).get("p", "").replace(" ", "") == public_key for text in texts)


def has_dmarc(texts: Iterable[str]) -> bool:
    """A policy, whatever it says."""
    return any(text.startswith("v=DMARC1") and "p" in _tags(text) for text in texts)


def judge(state: str, failures: int, finding: Finding) -> str | None:
    """What a check means in a state; `failures` are the daily checks in a row that missed something, this one too."""
    if finding.complete:
        return None if state == "verified" else "see"
    return "miss" if state == "verified" and failures >= FAILURES else None


def _tags(text: str) -> dict[str, str]:
    pairs: Sequence[tuple[str, str, str]] = [part.partition("=") for part in text.split(";")]
    return {name.strip(): value.strip() for name, _, value in pairs}
