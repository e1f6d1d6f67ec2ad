"""What other services ask of contacts."""

from typing import Annotated

from mewayz_crm.contacts import service
from mewayz_crm.contacts.schemas import Resolve, ResolvedContact
from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal

router = internal_router()


@router.post("/contacts/resolve")
async def resolve(
    data: Resolve, p: Annotated[Principal, internal_only("commerce", "bookings", "finance")], uow: Uow
) -> ResolvedContact:
    """A fresh copy of one live contact of the workspace; 404 for any other. Changes nothing."""
    async with uow.within(workspace_id=data.workspace_id):
        return await service.resolve(uow, contact_id=data.contact_id, address=data.address)
