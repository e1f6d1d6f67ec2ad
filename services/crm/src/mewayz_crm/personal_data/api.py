"""Routes of personal data."""

from typing import Annotated

from mewayz_crm.personal_data import service
from mewayz_crm.personal_data.schemas import Erasure, PersonalData
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/contacts")


@router.get("/{contact_id}/personal-data")
async def personal_data(
    contact_id: Id, p: Annotated[Principal, require("crm.contacts:export", feature="contacts")], uow: Uow
) -> PersonalData:
    """Everything that is stored about a person, to be handed to them."""
    return await service.everything(uow, contact_id=contact_id)


@router.post("/{contact_id}/erase")
async def erase(
    contact_id: Id, p: Annotated[Principal, require("crm.contacts:erase", feature="contacts")], uow: Uow
) -> Erasure:
    """Erase a person for good, also under contacts that were deleted or merged; deals and sums stay as they are.

    Publishes `crm.contact.erased.v1`. Asked again, it answers and changes nothing.
    """
    return await service.erase(uow, contact_id=contact_id)
