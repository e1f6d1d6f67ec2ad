"""What workflows may do with contacts."""

from uuid import UUID

from mewayz_crm.contacts import service
from mewayz_crm.contacts.schemas import Assign, ContactCreate, ContactUpdate
from mewayz_crm.vocabulary import MoreTags
from mewayz_kit.actions import Stored, action
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork


class ContactChange(Input):
    """Fields of a contact to change; those that are left out stay, null clears."""

    contact_id: UUID
    changes: ContactUpdate


class ContactTags(Input):
    """Tags for a contact to carry as well."""

    contact_id: UUID
    tags: MoreTags


class ContactAssign(Assign):
    """Who looks after which contact from now on; null: nobody."""

    contact_id: UUID


@action(permission="crm.contacts:write", feature="contacts")
async def create_contact(uow: UnitOfWork, data: ContactCreate) -> Stored:
    """Create a contact. Fails with `email_taken` or `possible_duplicate` where somebody is there already."""
    return Stored(id=(await service.contacts.create(uow, data)).id)


@action(permission="crm.contacts:write", feature="contacts")
async def update_contact(uow: UnitOfWork, data: ContactChange) -> Stored:
    """Change fields of a contact."""
    row = await service.contacts.get(uow, data.contact_id, lock=True)
    return Stored(id=(await service.update(uow, row, data.changes)).id)


@action(permission="crm.contacts:write", feature="contacts")
async def tag_contact(uow: UnitOfWork, data: ContactTags) -> Stored:
    """Put tags on a contact beside those it carries; a new name makes a new tag."""
    row = await service.contacts.get(uow, data.contact_id, lock=True)
    carried = (await service.contacts.show_one(uow, row)).tags
    return Stored(id=(await service.update(uow, row, ContactUpdate(tags=[*carried, *data.tags]))).id)


@action(permission="crm.contacts:write", feature="contacts")
async def assign_contact(uow: UnitOfWork, data: ContactAssign) -> Stored:
    """Give a contact to a member, who is told, or to nobody."""
    row = await service.contacts.get(uow, data.contact_id, lock=True)
    return Stored(id=(await service.assign(uow, row=row, owner_id=data.owner_id)).id)
