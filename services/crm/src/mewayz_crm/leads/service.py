"""Use-cases of leads."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.companies import service as companies
from mewayz_crm.contacts import service as contacts
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.deals import service as deals
from mewayz_crm.leads import repository
from mewayz_crm.leads.events import LeadConverted
from mewayz_crm.leads.models import Lead
from mewayz_crm.leads.rules import LEAD
from mewayz_crm.leads.schemas import LeadConversion, LeadConvert, LeadCreate, LeadRead
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

__all__ = ["assign", "convert", "create_by_itself", "erased_of", "forget", "leads", "move", "of_person"]
leads, erased_of = repository.leads, repository.erased_of
PERSON = ("first_name", "last_name", "title", "city", "country", "website", "owner_id")


async def assign(uow: UnitOfWork, *, lead: Lead, owner_id: UUID) -> Lead:
    """Give a new lead to somebody."""
    async with leads.changing(uow, lead):
        LEAD.demand(lead, "assign")
        lead.owner_id = owner_id
    return lead


async def move(uow: UnitOfWork, *, lead: Lead, trigger: str) -> Lead:
    """Start, recycle or kill a lead; 409 `invalid_transition` when its state does not allow it."""
    async with leads.changing(uow, lead):
        LEAD.demand(lead, trigger)
    return lead


async def create_by_itself(uow: UnitOfWork, data: LeadCreate) -> Lead:
    """A lead that nobody wrote down: no required custom field is demanded of it."""
    with custom_fields.without_demands(uow):
        return await leads.create(uow, data)


async def convert(uow: UnitOfWork, *, lead: Lead, data: LeadConvert) -> LeadConversion:
    """Make a company, a contact and a deal of a locked lead, or find them; a converted one answers what it became.

    The lock on the lead lets one of several callers do the work; the others then find it done.
    """
    if lead.status != "converted":
        LEAD.next(lead.status, "convert")
        if data.create_deal:
            (await uow.runtime.tenants.get(uow.workspace_id)).require_feature("pipelines")
        company_id = await _company(uow, lead)
        contact_id = await _contact(uow, lead, company_id)
        deal_id = await _deal(uow, lead, data, contact_id, company_id) if data.create_deal else None
        async with leads.changing(uow, lead):
            LEAD.demand(lead, "convert")
            lead.converted_contact_id = contact_id
            lead.converted_company_id = company_id
            lead.converted_deal_id = deal_id
        uow.publish(
            LeadConverted(
                lead_id=lead.id, name=lead.name, contact_id=contact_id, company_id=company_id, deal_id=deal_id
            )
        )
    if lead.converted_contact_id is None:
        raise RuntimeError("a converted lead without its contact")
    return LeadConversion(
        lead_id=lead.id,
        contact_id=lead.converted_contact_id,
        company_id=lead.converted_company_id,
        deal_id=lead.converted_deal_id,
    )


async def _company(uow: UnitOfWork, lead: Lead) -> UUID | None:
    if not lead.company_name:
        return None
    return await companies.find_or_create(uow, name=lead.company_name, website=lead.website, owner_id=lead.owner_id)


async def _contact(uow: UnitOfWork, lead: Lead, company_id: UUID | None) -> UUID:
    body = contacts.body_of(
        {
            **{name: getattr(lead, name) for name in PERSON},
            "emails": [lead.email, lead.email_2],
            "phones": [lead.phone, lead.phone_2],
            "company_id": company_id,
            "lifecycle_stage": "opportunity",
        }
    )
    try:
        async with uow.savepoint():
            return await contacts.find_or_create(uow, body)
    except (IntegrityError, Conflict):  # somebody made a contact of this address in between
        return await contacts.find_or_create(uow, body)


async def _deal(uow: UnitOfWork, lead: Lead, data: LeadConvert, contact_id: UUID, company_id: UUID | None) -> UUID:
    values: dict[str, Any] = {
        "name": data.deal_name or (lead.company_name or lead.name)[:200],
        "pipeline_id": data.pipeline_id,
        "stage_id": data.stage_id,
        "amount": data.amount,
        "contact_ids": [contact_id],
        "company_id": company_id,
        "owner_id": lead.owner_id,
    }
    return (await deals.create(uow, deals.body_of(values))).id


async def of_person(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> list[LeadRead]:
    """The leads that a person was."""
    return await leads.show_rows(uow, await repository.of_person(uow, contact_ids, addresses))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> list[UUID]:
    """Empty the leads that a person was; answers which."""
    rows = await repository.of_person(uow, contact_ids, addresses, lock=True)
    for row in rows:
        await repository.forget(uow, row)
    return [row.id for row in rows]
