"""The open changes of a subscription: at most one waits for its payment and one for its day."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.models import SubscriptionChange
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.states import CHANGE

PENDING, SCHEDULED = "pending_payment", "scheduled"


async def pending(uow: UnitOfWork) -> SubscriptionChange | None:
    """The change that waits for its payment."""
    return await _open(uow, PENDING)


async def scheduled(uow: UnitOfWork) -> SubscriptionChange | None:
    """The change that waits for the end of the period."""
    return await _open(uow, SCHEDULED)


async def of_quote(uow: UnitOfWork, quote_id: UUID) -> SubscriptionChange | None:
    """The change that a quote has become."""
    statement = sa.select(SubscriptionChange).where(col(SubscriptionChange.quote_id) == quote_id)
    found: SubscriptionChange | None = await uow.scalar(statement)
    return found


async def unschedule(uow: UnitOfWork) -> SubscriptionChange | None:
    """Cancel the scheduled change; answers it."""
    row = await scheduled(uow)
    if row is not None:
        CHANGE.demand(row, "cancel")
        row.open_key, row.ended_at = None, uow.now
        await uow.flush()
        await promotions.give_back(uow, row.id)
    return row


async def _open(uow: UnitOfWork, key: str) -> SubscriptionChange | None:
    statement = sa.select(SubscriptionChange).where(col(SubscriptionChange.open_key) == key)
    found: SubscriptionChange | None = await uow.scalar(statement.execution_options(populate_existing=True))
    return found
