"""The messages of a unit of work: what it carries on from its cause, and the rows it leaves behind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.uow import UnitOfWork

MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Cause:
    """What led here: carried from request to event to job, so one thread can be followed through all services.
    `message` is the one that is being handled, where one is."""

    correlation_id: UUID
    causation_id: UUID | None = None
    depth: int = 0
    traceparent: str | None = None
    request_id: str | None = None
    client_ip: str | None = None
    message: Envelope | None = None


def envelope(
    uow: "UnitOfWork", message_id: UUID, type_: str, subject: str, data: dict[str, Any], **attributes: Any
) -> Envelope:
    """A message in the name of whoever acts in `uow`, on the thread of what caused it."""
    cause = uow.cause
    return Envelope(
        id=message_id,
        source=uow.runtime.service.name,
        type=type_,
        subject=subject,
        time=uow.now,
        data=data,
        actor=uow.principal.id,
        correlationid=cause.correlation_id,
        causationid=cause.causation_id,
        depth=cause.depth,
        traceparent=cause.traceparent,
        **attributes,
    )


def outbox_row(message: Envelope, *, urgent: bool) -> dict[str, Any]:
    """The row by which the relay will send `message`."""
    return {
        "message_id": message.id,
        "type": message.type,
        "key": message.subject[:120],
        "envelope": message.model_dump_json(),
        "priority": 0 if urgent else 1,
    }


def audit_block(uow: "UnitOfWork") -> dict[str, Any] | None:
    """Who asked, from where; None for what no request caused."""
    cause, principal = uow.cause, uow.principal
    if cause.request_id is None:
        return None
    return {
        "request_id": cause.request_id,
        "ip": cause.client_ip,
        "on_behalf_of": str(principal.user_id) if principal.actor_id else None,
        "actor_id": str(principal.actor_id) if principal.actor_id else None,
    }
