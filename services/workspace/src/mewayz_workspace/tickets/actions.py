"""What workflows may ask support."""

from mewayz_kit.actions import Stored, action
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.tickets import service
from mewayz_workspace.tickets.schemas import TicketCreate


@action(permission="workspace.tickets:write", effect="message")
async def open_ticket(uow: UnitOfWork, data: TicketCreate) -> Stored:
    """Open a ticket at the platform's support."""
    return Stored(id=(await service.create(uow, data)).id)
