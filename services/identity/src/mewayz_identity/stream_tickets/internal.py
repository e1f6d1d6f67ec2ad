"""Consuming tickets, for the gateway."""

from typing import Annotated

from mewayz_identity.stream_tickets import service
from mewayz_identity.stream_tickets.schemas import TicketUse
from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal

router = internal_router()


@router.post("/stream-tickets/{ticket}/consume")
async def consume(ticket: str, p: Annotated[Principal, internal_only("gateway")], uow: Uow) -> TicketUse:
    """Who opens the stream; a ticket works once."""
    return await service.consume(uow, ticket)
