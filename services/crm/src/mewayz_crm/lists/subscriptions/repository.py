"""Stored subscriptions."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.formats import read_address
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.lists.subscriptions.schemas import SubscriptionRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


def of_address(text: str) -> sa.ColumnElement[bool]:
    """Subscriptions of this address."""
    return col(Subscription.address_norm) == read_address(text).norm


subscriptions = Records(Subscription, SubscriptionRead, entity="subscription", filters={"address": of_address})


async def of_list(uow: UnitOfWork, list_id: UUID, address_norm: str) -> Subscription | None:
    """What one address has with one list, held until the end of the transaction."""
    statement = sa.select(Subscription).where(
        col(Subscription.list_id) == list_id, col(Subscription.address_norm) == address_norm
    )
    statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Subscription | None = await uow.scalar(statement)
    return found


async def alive(uow: UnitOfWork, address_norm: str) -> Sequence[Subscription]:
    """Every subscription of an address that has not ended, held, always in one order."""
    statement = (
        sa.select(Subscription)
        .where(col(Subscription.address_norm) == address_norm, col(Subscription.state) != "unsubscribed")
        .order_by(col(Subscription.id))
        .with_for_update()
    )
    return await uow.all(statement.execution_options(populate_existing=True))


async def of_addresses(uow: UnitOfWork, norms: Collection[str]) -> Sequence[Subscription]:
    """Every subscription of these addresses, newest first."""
    statement = sa.select(Subscription).where(col(Subscription.address_norm).in_(norms))
    return await uow.all(statement.order_by(col(Subscription.id).desc()).limit(500))


async def brought_by(uow: UnitOfWork, import_id: UUID, *, limit: int) -> Sequence[Subscription]:
    """Subscriptions that an import has brought, held, whose people have said nothing since."""
    statement = sa.select(Subscription).where(col(Subscription.import_id) == import_id).order_by(col(Subscription.id))
    statement = statement.limit(limit).with_for_update()
    return await uow.all(statement.execution_options(populate_existing=True))


async def forget(uow: UnitOfWork, address_norm: str) -> int:
    """Delete the subscriptions of an erased person; answers how many."""
    statement = sa.select(Subscription).where(col(Subscription.address_norm) == address_norm)
    statement = statement.order_by(col(Subscription.id)).with_for_update()
    mine = await uow.all(statement.execution_options(populate_existing=True))
    for row in mine:
        await subscriptions.delete(uow, row)
    return len(mine)
