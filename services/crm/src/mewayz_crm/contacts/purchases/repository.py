"""Stored purchases."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.purchases.models import Purchase
from mewayz_kit.money import Money
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork

COUNTS = (col(Purchase.paid_at).is_not(None), col(Purchase.refunded_at).is_(None))
"""What makes an order count for the lifetime value."""


async def keep(uow: UnitOfWork, *, order_id: UUID, contact_id: UUID) -> UUID:
    """Make the row of an order unless it is there, and answer whose it is."""
    first = {"workspace_id": uow.workspace_id, "order_id": order_id, "contact_id": contact_id}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Purchase).values(**first))
    owner: UUID = await uow.scalar(sa.select(col(Purchase.contact_id)).where(col(Purchase.order_id) == order_id))
    return owner


async def mark_paid(uow: UnitOfWork, *, order_id: UUID, total: Money, at: datetime) -> bool:
    """Note the payment; False when it was noted before."""
    values = {"amount": total.amount, "currency": total.currency, "paid_at": at}
    return await _note(uow, order_id, col(Purchase.paid_at), values)


async def mark_refunded(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> bool:
    """Note that everything was given back; False when it was noted before."""
    return await _note(uow, order_id, col(Purchase.refunded_at), {"refunded_at": at})


async def _note(uow: UnitOfWork, order_id: UUID, once: Any, values: dict[str, Any]) -> bool:
    statement = sa.update(Purchase).where(col(Purchase.order_id) == order_id, once.is_(None)).values(**values)
    done = await uow.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount)
