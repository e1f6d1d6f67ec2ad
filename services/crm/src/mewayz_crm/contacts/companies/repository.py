"""Stored links between contacts and companies."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.companies.models import ContactCompany
from mewayz_crm.contacts.companies.schemas import ContactCompanyRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _flags(_uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: {"is_primary": bool(row["main"])} for row in rows}


links = Records(ContactCompany, ContactCompanyRead, entity="contact_company", extend=_flags)


async def of_contact(uow: UnitOfWork, contact_id: UUID) -> Sequence[ContactCompany]:
    """Every link of a contact, which the caller sees or has just given away."""
    with uow.scope.seeing_all("one link is the main one, whoever looks after the contact"):
        return await uow.all(sa.select(ContactCompany).where(col(ContactCompany.contact_id) == contact_id))


async def shown_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> list[ContactCompanyRead]:
    """The links of some contacts, as answers."""
    rows = await uow.all(sa.select(ContactCompany).where(col(ContactCompany.contact_id).in_(contact_ids)))
    return await links.show_rows(uow, rows)


async def set_main(uow: UnitOfWork, contact_id: UUID, company_id: UUID | None) -> None:
    """Make the link to this company the main one, and make it if there is none; the old one steps back first,
    because the database allows only one."""
    present = await of_contact(uow, contact_id)
    for link in present:
        if link.main and link.company_id != company_id:
            async with links.changing(uow, link):
                link.main = None
    if company_id is None:
        return
    known = next((link for link in present if link.company_id == company_id), None)
    if known is None:
        await links.create(uow, ContactCompany(contact_id=contact_id, company_id=company_id, main=True))
    elif not known.main:
        async with links.changing(uow, known):
            known.main = True


async def link_new(uow: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """The first and main links of new contacts to companies that are known to be there."""
    rows = [ContactCompany(contact_id=contact, company_id=company, main=True) for contact, company in pairs]
    uow.session.add_all(rows)
    await uow.flush()
    for row in rows:
        await links.tell(uow, row, "created")


async def join_links(uow: UnitOfWork, survivor_id: UUID, merged_id: UUID) -> None:
    """Before the links of a merged contact become the survivor's: its main company steps back if the survivor has
    one, and a link that both have gets the role and the end that only the merged one knows."""
    present = {link.company_id: link for link in await of_contact(uow, survivor_id)}
    taken = any(link.main for link in present.values())
    for link in await of_contact(uow, merged_id):
        if taken and link.main:
            link.main = None
        if known := present.get(link.company_id):
            async with links.changing(uow, known):
                known.role = known.role or link.role
                known.ended_on = known.ended_on or link.ended_on
