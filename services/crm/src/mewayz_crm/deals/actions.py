"""What workflows may do with deals."""

from uuid import UUID

from mewayz_crm.deals import service
from mewayz_crm.deals.schemas import DealCreate, DealMove, DealUpdate, Status
from mewayz_crm.vocabulary import MoreTags
from mewayz_kit.actions import Stored, action
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork


class DealChange(Input):
    """Fields of a deal to change; those that are left out stay, null clears."""

    deal_id: UUID
    changes: DealUpdate


class DealTags(Input):
    """Tags for a deal to carry as well."""

    deal_id: UUID
    tags: MoreTags


class DealPlace(DealMove):
    """Which deal goes where on the board of its pipeline."""

    deal_id: UUID


class Moved(Stored):
    """Where the deal is now."""

    stage_id: UUID
    status: Status


@action(permission="crm.deals:write", feature="pipelines")
async def create_deal(uow: UnitOfWork, data: DealCreate) -> Stored:
    """Create a deal at the end of an open stage."""
    return Stored(id=(await service.create(uow, data)).id)


@action(permission="crm.deals:write", feature="pipelines")
async def update_deal(uow: UnitOfWork, data: DealChange) -> Stored:
    """Change fields of a deal, such as its owner or amount."""
    row = await service.deals.get(uow, data.deal_id, lock=True)
    return Stored(id=(await service.deals.update(uow, row, data.changes)).id)


@action(permission="crm.deals:write", feature="pipelines")
async def tag_deal(uow: UnitOfWork, data: DealTags) -> Stored:
    """Put tags on a deal beside those it carries; a new name makes a new tag."""
    row = await service.deals.get(uow, data.deal_id, lock=True)
    carried = (await service.deals.show_one(uow, row)).tags
    return Stored(id=(await service.deals.update(uow, row, DealUpdate(tags=[*carried, *data.tags]))).id)


@action(permission="crm.deals:write", feature="pipelines")
async def move_deal(uow: UnitOfWork, data: DealPlace) -> Moved:
    """Put a deal into a stage of its pipeline; a won or lost stage wins or loses it."""
    row = await service.move(uow, deal_id=data.deal_id, data=data, if_match=None)
    return Moved.model_validate(row)
