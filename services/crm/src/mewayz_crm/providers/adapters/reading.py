"""What the readers of all providers have in common. Pure.

Opens and clicks that a provider counts itself are left out: it does not know how a workspace tracks.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from mewayz_crm.bounces.service import judge
from mewayz_crm.formats import read_address
from mewayz_crm.mail_events.reports import Clue, Occurrence, Report
from mewayz_crm.mail_events.schemas import Kind


def clue(address: Any, *, message_id: Any = None, ref: Any = None) -> Clue:
    """Which message a provider means: our own id where it gives it back, else its own reference."""
    try:
        own = UUID(str(message_id))
    except ValueError:
        own = None
    return Clue(message_id=own, provider_ref=str(ref)[:255] if ref else None, address=norm(address))


def norm(address: Any) -> str:
    """The comparable form of an address; what is none is no address of ours either."""
    try:
        return read_address(str(address)).norm
    except ValueError:
        return str(address)[:254]


def happened(
    provider: str, kind: Kind, about: Clue, *, event_id: Any, at: datetime, reason: Any = None, status: Any = None
) -> Report:
    """One report."""
    said = " ".join(str(reason).split())[:500] if reason else None
    code = str(status)[:12] if status else None
    everything = kind == "unsubscribe"  # a provider that was told so lets nothing more through
    what = Occurrence(
        kind=kind, at=at, provider=provider, event_id=str(event_id), reason=said, status=code, everything=everything
    )
    return Report(about=about, what=what)


def bounced(status: Any, said: Any) -> Kind:
    """The kind of a bounce, by the same rules as for bounces that come as mail."""
    return "hard_bounce" if judge(str(status or ""), str(said or "")) == "hard" else "soft_bounce"


def moment(stamp: Any, now: datetime) -> datetime:
    """Seconds since 1970, or a time in words of RFC 3339; `now` for what is neither."""
    try:
        found = datetime.fromisoformat(stamp) if isinstance(stamp, str) else datetime.fromtimestamp(stamp, UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return now
    return found if found.tzinfo else found.replace(tzinfo=UTC)
