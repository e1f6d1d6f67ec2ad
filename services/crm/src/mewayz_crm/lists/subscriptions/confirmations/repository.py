"""Stored confirmations."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.lists.subscriptions.confirmations.models import Confirmation
from mewayz_kit.uow import UnitOfWork


async def confirmation_of(uow: UnitOfWork, subscription_id: UUID, *, lock: bool = False) -> Confirmation | None:
    """How far a double opt-in has come."""
    statement = sa.select(Confirmation).where(col(Confirmation.subscription_id) == subscription_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Confirmation | None = await uow.scalar(statement)
    return found
