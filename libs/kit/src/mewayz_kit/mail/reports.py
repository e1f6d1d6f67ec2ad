"""What providers report about a mail after they have taken it, in one form for all of them. Pure.

Opens and clicks that a provider counts itself are left out: it does not know how a workspace tracks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from mewayz_kit.mail.verdicts import judge

Kind = Literal["delivered", "soft_bounce", "hard_bounce", "complaint", "unsubscribe"]
BOUNCES: tuple[Kind, ...] = ("soft_bounce", "hard_bounce")


@dataclass(frozen=True, slots=True)
class MailReport:
    """One thing that happened to one mail at one address, which is written as the provider writes it.

    A `hard_bounce` says that the address is lost, a `soft_bounce` only that this mail was. `event_id` names it at its
    provider, however often it is reported. The mail is the one with our `message_id`, where the provider gives it back,
    else the one with its own `provider_id`. `status` is an enhanced status code (RFC 3463).
    """

    kind: Kind
    address: str
    event_id: str
    at: datetime
    message_id: UUID | None = None
    provider_id: str | None = None
    reason: str | None = None
    status: str | None = None


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


def text(value: Any, longest: int) -> str | None:
    """A text in one line, cut to its length; None for none."""
    return " ".join(str(value).split())[:longest] if value else None


def fields(value: Any) -> Mapping[str, Any]:
    """An object; where a provider writes an empty one as something else, none."""
    return value if isinstance(value, Mapping) else {}
