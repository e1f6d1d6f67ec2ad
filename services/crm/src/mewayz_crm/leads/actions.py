"""What workflows may do with leads."""

from uuid import UUID

from mewayz_crm.leads import service
from mewayz_crm.leads.schemas import LeadAssign, LeadCreate, LeadUpdate
from mewayz_crm.vocabulary import MoreTags
from mewayz_kit.actions import Stored, action
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork


class LeadChange(Input):
    """Fields of a lead to change; those that are left out stay, null clears."""

    lead_id: UUID
    changes: LeadUpdate


class LeadTags(Input):
    """Tags for a lead to carry as well."""

    lead_id: UUID
    tags: MoreTags


class LeadGiven(LeadAssign):
    """Who works on which lead."""

    lead_id: UUID


@action(permission="crm.leads:write", feature="contacts")
async def create_lead(uow: UnitOfWork, data: LeadCreate) -> Stored:
    """Create a lead. Fails with `lead_taken` or `possible_duplicate` where it is there already."""
    return Stored(id=(await service.leads.create(uow, data)).id)


@action(permission="crm.leads:write", feature="contacts")
async def update_lead(uow: UnitOfWork, data: LeadChange) -> Stored:
    """Change fields of a lead."""
    row = await service.leads.get(uow, data.lead_id, lock=True)
    return Stored(id=(await service.leads.update(uow, row, data.changes)).id)


@action(permission="crm.leads:write", feature="contacts")
async def tag_lead(uow: UnitOfWork, data: LeadTags) -> Stored:
    """Put tags on a lead beside those it carries; a new name makes a new tag."""
    row = await service.leads.get(uow, data.lead_id, lock=True)
    carried = (await service.leads.show_one(uow, row)).tags
    return Stored(id=(await service.leads.update(uow, row, LeadUpdate(tags=[*carried, *data.tags]))).id)


@action(permission="crm.leads:write", feature="contacts")
async def assign_lead(uow: UnitOfWork, data: LeadGiven) -> Stored:
    """Give a new lead to a member. Fails with `invalid_transition` for one that is not new."""
    row = await service.leads.get(uow, data.lead_id, lock=True)
    return Stored(id=(await service.assign(uow, lead=row, owner_id=data.owner_id)).id)
