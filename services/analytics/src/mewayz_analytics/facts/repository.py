"""SQL of facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mewayz_analytics.facts.models import Fact
from mewayz_kit.uow import UnitOfWork

F: Any = Fact
"""The entity in statements: its annotations are those of values, not of columns."""
NAMES = list(Fact.model_fields)
COLUMNS: list[Any] = [getattr(Fact, name) for name in NAMES]


async def insert(uow: UnitOfWork, fact: Fact) -> bool:
    """Store a fact; False when this event has been stored before."""
    values = {name: getattr(fact, name) for name in NAMES if name != "seq"}
    try:
        await uow.execute(sa.insert(F).values(**values))
    except IntegrityError:
        async with uow.within(workspace_id=fact.workspace_id):
            if await uow.scalar(sa.select(F.seq).where(F.id == fact.id)) is None:
                raise
        return False
    return True


async def last_seq(uow: UnitOfWork) -> int:
    """The newest fact's place in the order of recording, over all workspaces."""
    with uow.unscoped("the order of recording is one for all workspaces"):
        return await uow.scalar(sa.select(sa.func.max(F.seq))) or 0


async def recorded_between(
    uow: UnitOfWork, types: Sequence[str] | None, *, after: int, until: int, limit: int
) -> list[Any]:
    """Facts of all workspaces in the order of recording, as rows; `types` None is every type."""
    statement: Any = sa.select(*COLUMNS).where(F.seq > after, F.seq <= until).order_by(F.seq).limit(limit)
    if types is not None:
        statement = statement.where(F.type.in_(types))
    with uow.unscoped("a rebuild counts the facts of every workspace"):
        return list((await uow.execute(statement)).all())


async def happened_between(
    uow: UnitOfWork,
    types: Sequence[str] | None,
    *,
    since: datetime,
    before: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Any]:
    """Facts of this workspace in the order of their times, as rows, from behind `after`."""
    statement: Any = sa.select(*COLUMNS).where(F.occurred_at >= since, F.occurred_at < before)
    if types is not None:
        statement = statement.where(F.type.in_(types))
    if after is not None:
        moment, last = after
        statement = statement.where(F.occurred_at >= moment, (F.occurred_at > moment) | (F.id > last))
    statement = statement.order_by(F.occurred_at, F.id).limit(limit)
    return list((await uow.execute(statement)).all())


async def about(uow: UnitOfWork, person: str) -> list[Any]:
    """Facts of this workspace that name a person as actor, subject or anywhere in their dimensions."""
    inside = sa.cast(F.dimensions, sa.String).like(f"%{person}%")
    named = (F.actor == person) | (F.subject == person) | inside
    return list((await uow.execute(sa.select(*COLUMNS).where(named))).all())


async def rename(uow: UnitOfWork, seq: int, **values: Any) -> None:
    """Change the personal columns of one fact, for an erasure only."""
    await uow.execute(sa.update(F).where(F.seq == seq).values(**values))


async def acted(uow: UnitOfWork, person: str) -> list[dict[str, Any]]:
    """What a person has done, in every workspace, oldest first."""
    statement = sa.select(F.workspace_id, F.type, F.subject, F.occurred_at)
    statement = statement.where(F.actor == person).order_by(F.occurred_at)
    with uow.unscoped("a person asks for what they did, wherever it was"):
        rows = await uow.execute(statement)
    return [dict(row) for row in rows.mappings()]
