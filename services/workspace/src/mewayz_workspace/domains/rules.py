"""Rules of domains: how hosts are written, what proves one, what a check means. Pure."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple

import idna

from mewayz_kit.state import Machine

TXT_LABEL = "_mewayz"
PROOF = "mewayz-verification="
SERVICES = {
    "bio_page": "social",
    "site": "social",
    "links": "social",
    "shop": "commerce",
    "booking_page": "bookings",
    "learn": "courses",
    "login": "workspace",
}
"""Which service answers for a target."""
NAMED = ("bio_page", "site", "booking_page")
"""Targets of which a workspace has many, so that the id says which one."""
ROUTED = ("verified", "active", "failing")
FAILURES = 3
LOST_AFTER = timedelta(days=7)
FROZEN_ROUTES_FOR = timedelta(days=30)
DAILY, EAGER = timedelta(days=1), timedelta(hours=1)
EAGER_FOR = timedelta(days=3)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")

DOMAIN = Machine(
    "domain",
    {
        ("pending", "prove"): "verified",
        ("disabled", "prove"): "verified",
        ("verified", "reach"): "active",
        ("verified", "miss"): "failing",
        ("active", "miss"): "failing",
        ("failing", "see"): "active",
        ("failing", "lose"): "disabled",
    },
)
"""workspace.md §4; a disabled host can be proven again, with its new token."""


class Finding(NamedTuple):
    """What a check found. `values` are the TXT records, None when no name server answered. `reached`: the host
    leads here and has a certificate."""

    values: tuple[str, ...] | None
    reached: bool = False


class Verdict(NamedTuple):
    """What a finding means: the move of the state, if any, and what is wrong, if anything."""

    trigger: str | None
    problem: str | None


def a_label(text: str) -> str:
    """A host as DNS spells it: lower case, internationalised labels in Punycode (IDNA 2008, UTS 46).

    Raises ValueError with a sentence for what is no host name of one's own.
    """
    try:
        host = idna.encode(text.strip().rstrip("."), uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError("This is not a host name.") from error
    labels = host.split(".")
    if len(labels) < 2 or len(host) > 253 or not all(map(_LABEL.fullmatch, labels)) or _is_address(host):
        raise ValueError("This is not a host name.")
    if labels[-1].isdigit():
        raise ValueError("This is not a host name.")
    return host


def is_platforms(host: str, own: Collection[str]) -> bool:
    """Whether a host belongs to the platform itself."""
    return any(host == name or host.endswith(f".{name}") for name in own)


def txt_name(host: str) -> str:
    """Where the proof stands in DNS."""
    return f"{TXT_LABEL}.{host}"


def txt_value(token: str) -> str:
    """The proof."""
    return PROOF + token


def judge(
    state: str, failing_since: datetime | None, failures: int, finding: Finding, token: str, now: datetime
) -> Verdict:
    """What a check means in a state; `failures` counts the daily checks in a row that found no proof, this one too.

    A check without an answer says nothing of the host, so it changes nothing.
    """
    if finding.values is None:
        return Verdict(None, "dns_unanswered")
    seen = txt_value(token) in finding.values
    if state in {"pending", "disabled"}:
        return Verdict("prove", None) if seen else Verdict(None, "txt_missing" if not finding.values else "txt_wrong")
    if seen:
        move = {"failing": "see", "verified": "reach" if finding.reached else None}.get(state)
        return Verdict(move, None if finding.reached else "not_reached")
    problem = "txt_wrong" if finding.values else "txt_missing"
    if state == "failing":
        lost = failing_since is not None and now - failing_since >= LOST_AFTER
        return Verdict("lose" if lost else None, problem)
    return Verdict("miss" if failures >= FAILURES else None, problem)


def next_check(state: str, created_at: datetime, now: datetime) -> datetime:
    """Once a day; a new claim every hour for three days."""
    eager = state == "pending" and now - created_at < EAGER_FOR
    return now + (EAGER if eager else DAILY)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
