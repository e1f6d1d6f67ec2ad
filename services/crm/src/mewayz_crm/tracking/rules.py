"""Who opened or clicked: a person, a machine, or a person behind an image proxy (crm.md §8). Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from mewayz_crm.settings.schemas import Tracking

STRICTNESS: tuple[Tracking, ...] = ("individual", "anonymous", "off")

PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy|YahooCacheSystem|^Mozilla/5\.0$")
"""Image proxies of mailbox providers: they load a picture when the mail is opened. The bare `Mozilla/5.0` is that of
Apple's Mail Privacy Protection, which loads every picture in advance."""
IN_ADVANCE = re.compile(r"^Mozilla/5\.0$")
CRAWLERS = re.compile(
    r"bot\b|crawl|spider|slurp|preview|scan|fetch|monitor|headless|python|curl|wget|libwww|okhttp|go-http|java/"
    r"|axios|node|ruby|perl|php|facebookexternalhit|whatsapp|barracuda|mimecast|proofpoint|trend ?micro|symantec",
    re.IGNORECASE,
)
ADVANCE_HEADERS = ("purpose", "sec-purpose", "x-purpose", "x-moz")

BURST = timedelta(seconds=3)
BURST_LINKS = 3
SOONEST = timedelta(seconds=1)
SETTLED = timedelta(seconds=4)
"""How long after a click it is clear whether it was part of a burst."""
WINDOW = {"open": 60, "click": 10}
"""Seconds in which the same picture or link counts once: programs load things twice."""


def strictest(*modes: Tracking) -> Tracking:
    """The mode that looks at least: what was promised when a mail was written holds, and so does a later change."""
    return max(modes, key=STRICTNESS.index)


def is_proxy(agent: str) -> bool:
    """Whether a picture came through an image proxy."""
    return PROXIES.search(agent) is not None


def is_machine(*, method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request shows by itself that no person made it: a crawler, a look at the head, a load in advance. Every
    browser says what it is, so whoever says nothing is a machine."""
    agent = headers.get("user-agent", "").strip()
    if method == "HEAD" or not agent or IN_ADVANCE.search(agent):
        return True
    if any(word in headers.get(name, "").lower() for name in ADVANCE_HEADERS for word in ("prefetch", "preview")):
        return True
    return not is_proxy(agent) and CRAWLERS.search(agent) is not None


def too_soon(at: datetime, sent_at: datetime | None) -> bool:
    """Whether a mail was clicked before anybody could have read it; one whose sending is not settled is that fresh."""
    return sent_at is None or at - sent_at < SOONEST


def in_burst(at: datetime, clicks: Iterable[tuple[datetime, str | None]]) -> bool:
    """Whether a click at `at` is one of several that no person makes: three links of one mail within three seconds, or
    any beside the trap, which has no link."""
    near = [(when, link) for when, link in clicks if abs(when - at) <= BURST]
    if any(link is None for _, link in near):
        return True
    starts = [when for when, _ in near if when <= at]
    windows = ({link for when, link in near if start <= when <= start + BURST} for start in starts)
    return any(len(links) >= BURST_LINKS for links in windows)
