"""The parts of contacts: addresses, numbers, and the sums of what they have bought."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import ContactEmail, ContactPhone
from mewayz_crm.contacts.purchases.models import Purchase
from mewayz_crm.contacts.purchases.repository import COUNTS
from mewayz_kit.uow import UnitOfWork


def parts_of(contact_ids: Collection[UUID]) -> Any:
    """Addresses, numbers and sums of purchases of many contacts in one round trip."""
    email, phone, nothing = ContactEmail, ContactPhone, sa.null()
    addresses: Any = sa.select(
        sa.literal("email").label("kind"),
        col(email.contact_id),
        col(email.position),
        col(email.id),
        col(email.address).label("text"),
        col(email.label),
        col(email.main),
        col(email.verified),
        col(email.invalid),
        nothing.label("e164"),
        nothing.label("extension"),
        nothing.label("amount"),
    ).where(col(email.contact_id).in_(contact_ids))
    numbers: Any = sa.select(
        sa.literal("phone"),
        col(phone.contact_id),
        col(phone.position),
        col(phone.id),
        col(phone.raw),
        col(phone.label),
        nothing,
        nothing,
        nothing,
        col(phone.e164),
        col(phone.extension),
        nothing,
    ).where(col(phone.contact_id).in_(contact_ids))
    position, text = addresses.selected_columns.position, addresses.selected_columns.text
    return sa.union_all(addresses, numbers, _sums(contact_ids)).order_by(position, text)


def _sums(contact_ids: Collection[UUID]) -> Any:
    """What the purchases of each contact add up to, per currency, in the columns of the other parts."""
    nothing = sa.null()
    columns: list[Any] = [sa.literal("value"), col(Purchase.contact_id), sa.literal(0), nothing, col(Purchase.currency)]
    summed = sa.select(*columns, *[nothing] * 6, sa.func.sum(col(Purchase.amount)))
    mine = summed.where(col(Purchase.contact_id).in_(contact_ids), *COUNTS)
    return mine.group_by(col(Purchase.contact_id), col(Purchase.currency))


async def emails_of(uow: UnitOfWork, contact_id: UUID) -> Sequence[ContactEmail]:
    """The addresses of one contact, in their order."""
    statement = sa.select(ContactEmail).where(col(ContactEmail.contact_id) == contact_id)
    return await uow.all(statement.order_by(col(ContactEmail.position)))


async def phones_of(uow: UnitOfWork, contact_id: UUID) -> Sequence[ContactPhone]:
    """The numbers of one contact, in their order."""
    statement = sa.select(ContactPhone).where(col(ContactPhone.contact_id) == contact_id)
    return await uow.all(statement.order_by(col(ContactPhone.position)))
