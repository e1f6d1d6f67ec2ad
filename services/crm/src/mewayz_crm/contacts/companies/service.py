"""Use-cases of links between contacts and companies: the main one is also the contact's `company_id`."""

from uuid import UUID

from mewayz_crm.contacts.companies.models import ContactCompany
from mewayz_crm.contacts.companies.repository import links, of_contact, set_main, shown_of
from mewayz_crm.contacts.companies.schemas import ContactCompanyCreate
from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.repository import contacts
from mewayz_kit.errors import Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = ["create", "delete", "shown_of", "update"]


async def create(uow: UnitOfWork, data: ContactCompanyCreate) -> ContactCompany:
    """Link a contact to a company; the first link, or one that says so, becomes the main one."""
    await links.check_references(uow, {"company_id": data.company_id})
    contact = await uow.find(Contact, data.contact_id, lock=True)
    if contact is None:
        raise Unprocessable.field("/contact_id", "unknown_reference", "There is no such record.")
    first = not await of_contact(uow, contact.id)
    link = ContactCompany(**data.model_dump(exclude={"is_primary"}))
    if data.is_primary or first:
        await _point(uow, contact, data.company_id)
        await set_main(uow, contact.id, None)
        link.main = True
    return await links.create(uow, link)


async def update(uow: UnitOfWork, link: ContactCompany, patch: object) -> ContactCompany:
    """Change a link, or make it the main one."""
    values = given(patch)  # type: ignore[arg-type]
    primary = values.pop("is_primary", None)
    async with links.changing(uow, link):
        for name, value in values.items():
            setattr(link, name, value)
    if primary is not None:
        contact = await uow.get(Contact, link.contact_id, lock=True)
        if primary:
            await _point(uow, contact, link.company_id)
            await set_main(uow, contact.id, link.company_id)
        elif link.main:
            await _point(uow, contact, None)
            await set_main(uow, contact.id, None)
    return link


async def delete(uow: UnitOfWork, link: ContactCompany) -> None:
    """Unlink; without its main company a contact has none until another link is made the main one."""
    if link.main:
        contact = await uow.find(Contact, link.contact_id, lock=True)
        if contact is not None:
            await _point(uow, contact, None)
    await links.delete(uow, link)


async def _point(uow: UnitOfWork, contact: Contact, company_id: UUID | None) -> None:
    async with contacts.changing(uow, contact):
        contact.company_id = company_id
