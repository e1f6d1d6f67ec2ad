"""Use-cases of the erasure of contacts, for personal data."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.base import blank
from mewayz_crm.contacts.companies.models import ContactCompany
from mewayz_crm.contacts.models import Contact, ContactEmail, ContactPhone
from mewayz_crm.contacts.repository import contacts
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.tags import service as tags
from mewayz_kit.uow import UnitOfWork

KEPT = {"deleted_at", "owner_id", "source"}
"""What says nothing of the person, and statistics need."""


async def find(uow: UnitOfWork, contact_id: UUID) -> Contact | None:
    """A contact, deleted or not, held."""
    statement = sa.select(Contact).where(col(Contact.id) == contact_id).with_for_update()
    found: Contact | None = await uow.scalar(statement.execution_options(populate_existing=True))
    return found


async def addresses_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> list[str]:
    """Their addresses, in the comparable form."""
    statement = sa.select(col(ContactEmail.address_norm)).where(col(ContactEmail.contact_id).in_(contact_ids))
    return sorted(set(await uow.all(statement)))


async def names_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> set[str]:
    """What these contacts are called in lists."""
    return set(await uow.all(sa.select(col(Contact.name)).where(col(Contact.id).in_(contact_ids))))


async def with_addresses(uow: UnitOfWork, addresses: Collection[str]) -> list[UUID]:
    """Contacts, deleted ones too, that have or had one of these addresses."""
    statement = sa.select(col(ContactEmail.contact_id)).where(col(ContactEmail.address_norm).in_(addresses))
    return sorted(set(await uow.all(statement)))


async def erased_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> set[UUID]:
    """Which of these contacts name nobody any more. Held, so that none of them is erased before this transaction ends:
    what it writes then is there when the erasure looks."""
    statement = sa.select(col(Contact.id), col(Contact.erased_at)).where(col(Contact.id).in_(contact_ids))
    rows = await uow.execute(statement.order_by(col(Contact.id)).with_for_update(read=True))
    return {row.id for row in rows if row.erased_at is not None}


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID]) -> int:
    """Empty these contacts and delete those that are live; what remains names nobody."""
    for part in (ContactEmail, ContactPhone, ContactCompany):
        await uow.execute(sa.delete(part).where(col(part.contact_id).in_(contact_ids)))
    statement = sa.select(Contact).where(col(Contact.id).in_(contact_ids)).order_by(col(Contact.id))
    rows = await uow.all(statement.with_for_update().execution_options(populate_existing=True))
    for row in rows:
        blank(row, but=KEPT)
        row.name, row.name_key, row.search_text, row.custom = "", "", "", {}
        row.erased_at = uow.now
        await custom_fields.free(uow, record_id=row.id)
        await tags.put(uow, entity="contact", record_id=row.id, names=[])
        if row.deleted_at is None:
            await contacts.delete(uow, row)
    await uow.flush()
    return len(rows)
