"""The route of stream tickets."""

from mewayz_identity.stream_tickets import service
from mewayz_identity.stream_tickets.schemas import TicketCreate, TicketRead
from mewayz_kit.auth import Person, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/stream-tickets")


@router.post("", status_code=201, openapi_extra=options(idempotency="none"))
async def create(p: Person, uow: Uow, data: TicketCreate | None = None) -> TicketRead:
    """A pass for one WebSocket or EventSource connection, good once and for 30 seconds."""
    return await service.issue(uow, data.workspace_id if data else None)
