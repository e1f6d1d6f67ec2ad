"""Use-cases of purchases: what is told of an order changes the lifetime value of its contact, once."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.purchases import repository
from mewayz_crm.contacts.repository import contacts
from mewayz_crm.contacts.service import advance
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork

BUYERS = ("customer", "evangelist")
"""Stages of life that a purchase does not lead to any more."""


async def paid(uow: UnitOfWork, *, contact_id: UUID, order_id: UUID, total: Money) -> None:
    """An order was paid: it counts, and its contact is a customer from now on."""

    async def note() -> bool:
        return await repository.mark_paid(uow, order_id=order_id, total=total, at=uow.now)

    row, first = await _counted(uow, contact_id, order_id, note)
    if row is not None and first and row.lifecycle_stage not in BUYERS:
        await advance(uow, row=row, stage="customer")


async def refunded(uow: UnitOfWork, *, contact_id: UUID, order_id: UUID) -> None:
    """Everything of an order was given back: it does not count any more, also if its payment is heard of later."""

    async def note() -> bool:
        return await repository.mark_refunded(uow, order_id=order_id, at=uow.now)

    await _counted(uow, contact_id, order_id, note)


async def _counted(
    uow: UnitOfWork, contact_id: UUID, order_id: UUID, note: Callable[[], Awaitable[bool]]
) -> tuple[Contact | None, bool]:
    """Change the row of an order while its contact, if it is there, is held and tells of what has become of it."""
    owner = await repository.keep(uow, order_id=order_id, contact_id=contact_id)
    row = await uow.find(Contact, owner, lock=True)
    if row is None:
        return None, await note()
    async with contacts.changing(uow, row):
        return row, await note()
