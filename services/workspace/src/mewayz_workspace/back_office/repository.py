"""Counting over every workspace; callers lift the tenant guard."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.contact_requests.models import ContactRequest
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.projections.users.models import User
from mewayz_workspace.team.models import Member
from mewayz_workspace.usage.models import UsageCounter
from mewayz_workspace.workspaces.models import Workspace


async def by(uow: UnitOfWork, column: Any) -> dict[str, int]:
    """How many rows there are of each value."""
    rows = await uow.execute(sa.select(column, sa.func.count()).group_by(column).order_by(column))
    return {str(value): count for value, count in rows.all()}


async def users(uow: UnitOfWork) -> Mapping[str, int]:
    """People by status."""
    return await by(uow, col(User.status))


async def signed_up_since(uow: UnitOfWork, moment: datetime) -> int:
    """People who have signed up since a moment, whatever became of them."""
    statement = sa.select(sa.func.count(col(User.id))).where(col(User.registered_at) >= moment)
    return int(await uow.scalar(statement))


async def workspaces(uow: UnitOfWork) -> Mapping[str, int]:
    """Workspaces by status."""
    return await by(uow, col(Workspace.status))


async def founded_since(uow: UnitOfWork, moment: datetime) -> int:
    """Workspaces made since a moment."""
    statement = sa.select(sa.func.count(col(Workspace.id))).where(col(Workspace.created_at) >= moment)
    return int(await uow.scalar(statement))


async def members(uow: UnitOfWork) -> int:
    """Active memberships."""
    living = (col(Member.deleted_at).is_(None), col(Member.status) == "active")
    return int(await uow.scalar(sa.select(sa.func.count(col(Member.id))).where(*living)))


async def subscriptions(uow: UnitOfWork) -> Sequence[Any]:
    """(plan, state, workspaces)."""
    keys = (col(Subscription.plan), col(Subscription.state))
    statement = sa.select(*keys, sa.func.count().label("workspaces")).group_by(*keys).order_by(*keys)
    return list((await uow.execute(statement)).all())


async def waiting_requests(uow: UnitOfWork) -> int:
    """Contact requests nobody has looked at."""
    statement = sa.select(sa.func.count(col(ContactRequest.id))).where(col(ContactRequest.state) == "new")
    return int(await uow.scalar(statement))


async def usage(uow: UnitOfWork, periods: Sequence[str]) -> Sequence[Any]:
    """(metric, period, used) of these periods."""
    keys = (col(UsageCounter.metric), col(UsageCounter.period))
    total = sa.cast(sa.func.sum(col(UsageCounter.used)), sa.BigInteger()).label("used")
    statement = sa.select(*keys, total).where(col(UsageCounter.period).in_(periods)).group_by(*keys).order_by(*keys)
    return list((await uow.execute(statement)).all())
