"""Who holds a plan or bundle, page by page over all workspaces."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements.models import Subscription

BATCH = 50


def number_held(row: Subscription, kind: str, key: str) -> int | None:
    """The version of the plan or bundle that a subscription holds, or None."""
    if kind == "plan":
        return row.plan_number if row.plan == key else None
    return next((int(bundle["version"]) for bundle in row.bundles if bundle["key"] == key), None)


def with_number(row: Subscription, kind: str, key: str, number: int) -> None:
    """Give a subscription another version of what it holds."""
    if kind == "plan":
        row.plan_number = number
    else:
        row.bundles = [b | {"version": number} if b["key"] == key else b for b in row.bundles]


async def page(
    uow: UnitOfWork, kind: str, key: str, *, after: UUID | None, lock: bool = False
) -> tuple[Sequence[Subscription], UUID | None]:
    """The holders in the next batch of subscriptions, and where the batch ends (None: it was the last)."""
    statement = sa.select(Subscription).order_by(col(Subscription.workspace_id)).limit(BATCH)
    if kind == "plan":
        statement = statement.where(col(Subscription.plan) == key)
    else:
        statement = statement.where(col(Subscription.state) != "free")
    if after is not None:
        statement = statement.where(col(Subscription.workspace_id) > after)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    with uow.unscoped("terms of an offer are those of every workspace that holds it"):
        rows: Sequence[Subscription] = await uow.all(statement)
    end = rows[-1].workspace_id if len(rows) == BATCH else None
    return [row for row in rows if number_held(row, kind, key) is not None], end
