"""Routes of leads."""

from typing import Annotated

from mewayz_crm.leads import service
from mewayz_crm.leads.importer import importer
from mewayz_crm.leads.schemas import (
    LeadAssign,
    LeadConversion,
    LeadConvert,
    LeadCreate,
    LeadLike,
    LeadRead,
    LeadUpdate,
)
from mewayz_crm.merges.routes import add_merge_routes
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

leads = Resource(
    "crm/leads",
    service.leads,
    create=LeadCreate,
    update=LeadUpdate,
    permission="crm.leads",
    feature="contacts",
    filter=(
        "name",
        "status",
        "source",
        "source_ref",
        "owner_id",
        "company_name",
        "converted_contact_id",
        "created_at",
        "updated_at",
    ),
    sort=("created_at", "name"),
    importer=importer,
)
router = leads.router
add_merge_routes(leads, like=LeadLike)
Writer = Annotated[Principal, require("crm.leads:write", feature="contacts")]


@router.post("/{lead_id}/assign")
async def assign(lead_id: Id, data: LeadAssign, p: Writer, uow: Uow, if_match: IfMatch = None) -> LeadRead:
    """Give a new lead to a user: new → assigned. Another owner later is a PATCH."""
    lead = await service.leads.get(uow, lead_id, lock=True)
    service.leads.match(lead, if_match)
    return await service.leads.show_one(uow, await service.assign(uow, lead=lead, owner_id=data.owner_id))


@router.post("/{lead_id}/start")
async def start(lead_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> LeadRead:
    """Begin to work on a lead: assigned or recycled → in_process."""
    return await _move(uow, lead_id, "start", if_match)


@router.post("/{lead_id}/recycle")
async def recycle(lead_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> LeadRead:
    """Put a lead back for later: in_process → recycled."""
    return await _move(uow, lead_id, "recycle", if_match)


@router.post("/{lead_id}/kill")
async def kill(lead_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> LeadRead:
    """Give a lead up for good: any open state → dead."""
    return await _move(uow, lead_id, "kill", if_match)


@router.post("/{lead_id}/convert")
async def convert(lead_id: Id, data: LeadConvert, p: Writer, uow: Uow) -> LeadConversion:
    """Make a contact, a company and a deal of a lead, in one transaction; new, assigned or in_process → converted.

    An existing contact with one of its addresses, and an existing company of its domain or name, are reused. A
    repeated call changes nothing and answers the same. Publishes `crm.lead.converted.v1`. 402 when the plan has no
    place for another contact.
    """
    lead = await service.leads.get(uow, lead_id, lock=True)
    return await service.convert(uow, lead=lead, data=data)


async def _move(uow: UnitOfWork, lead_id: Id, trigger: str, if_match: str | None) -> LeadRead:
    lead = await service.leads.get(uow, lead_id, lock=True)
    service.leads.match(lead, if_match)
    return await service.leads.show_one(uow, await service.move(uow, lead=lead, trigger=trigger))
