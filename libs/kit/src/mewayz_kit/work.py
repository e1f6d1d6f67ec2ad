"""What handlers of messages are given: a unit of work, or the means to open some."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from mewayz_kit.telemetry import current_traceparent
from mewayz_kit.tokens import Principal, service_principal
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import Cause, UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime


class Work:
    """What a job outside a transaction gets: it may call other systems and opens units of work of its own."""

    def __init__(self, runtime: "Runtime", envelope: Envelope, attempts: int) -> None:
        self.runtime = runtime
        self.message_id: UUID = envelope.id
        self.attempts = attempts
        self._envelope = envelope

    @property
    def workspace_id(self) -> UUID | None:
        """The workspace the message belongs to."""
        return self._envelope.workspaceid

    @property
    def now(self) -> datetime:
        """The present moment by the injectable clock."""
        return self.runtime.clock.now()

    @asynccontextmanager
    async def uow(self, *, writes: bool = True, principal: Principal | None = None) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed when the block ends well, rolled back when it raises. The service acts in it,
        unless it is in the name of a `principal`."""
        unit = unit_of_work(self.runtime, self._envelope, writes=writes, principal=principal)
        try:
            yield unit
            await unit.commit()
        finally:
            await unit.close()


def unit_of_work(
    runtime: "Runtime", envelope: Envelope, *, writes: bool = True, principal: Principal | None = None
) -> UnitOfWork:
    """The unit of work in which a message is handled: what follows from it names it as its cause."""
    acting = principal or service_principal(runtime.service.name, envelope.workspaceid)
    return UnitOfWork(runtime, acting, cause=_cause(envelope), writes=writes)


@contextmanager
def caused_by(uow: UnitOfWork, event: Envelope) -> Iterator[None]:
    """What follows inside the block names `event` as its cause, one of the many that `uow` handles."""
    before, uow.cause = uow.cause, _cause(event)
    try:
        yield
    finally:
        uow.cause = before


def _cause(envelope: Envelope) -> Cause:
    return Cause(
        correlation_id=envelope.correlationid,
        causation_id=envelope.id,
        depth=envelope.depth,
        traceparent=current_traceparent() or envelope.traceparent,
        message=envelope,
    )
