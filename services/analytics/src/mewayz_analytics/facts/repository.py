"""SQL of facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mewayz_analytics.facts.models import Fact
from mewayz_kit.uow import UnitOfWork

FACTS: sa.Table = Fact.__table__  # type: ignore[attr-defined]
COLUMNS: list[Any] = [getattr(Fact, column.name) for column in FACTS.columns]


async def insert(uow: UnitOfWork, fact: Fact) -> bool:
    """Store a fact; False when this event has been stored before."""
    values = {column.name: getattr(fact, column.name) for column in FACTS.columns if column.name != "seq"}
    try:
        await uow.execute(sa.insert(FACTS).values(**values))
    except IntegrityError:
        async with uow.within(workspace_id=fact.workspace_id):
            if await uow.scalar(sa.select(Fact.seq).where(Fact.id == fact.id)) is None:
                raise
        return False
    return True


async def last_seq(uow: UnitOfWork) -> int:
    """The newest fact's place in the order of recording, over all workspaces."""
    with uow.unscoped("the order of recording is one for all workspaces"):
        return await uow.scalar(sa.select(sa.func.max(Fact.seq))) or 0


async def recorded_between(
    uow: UnitOfWork, types: Sequence[str] | None, *, after: int, until: int, limit: int
) -> Sequence[Any]:
    """Facts of all workspaces in the order of recording, as rows; `types` None is every type."""
    statement = sa.select(*COLUMNS).where(Fact.seq > after, Fact.seq <= until).order_by(Fact.seq).limit(limit)
    if types is not None:
        statement = statement.where(Fact.type.in_(types))
    with uow.unscoped("a rebuild counts the facts of every workspace"):
        return (await uow.execute(statement)).all()


async def happened_between(
    uow: UnitOfWork,
    types: Sequence[str] | None,
    *,
    since: datetime,
    before: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Any]:
    """Facts of this workspace in the order of their times, as rows, from behind `after`."""
    statement = sa.select(*COLUMNS).where(Fact.occurred_at >= since, Fact.occurred_at < before)
    if types is not None:
        statement = statement.where(Fact.type.in_(types))
    if after is not None:
        moment, last = after
        statement = statement.where(Fact.occurred_at >= moment, (Fact.occurred_at > moment) | (Fact.id > last))
    return (await uow.execute(statement.order_by(Fact.occurred_at, Fact.id).limit(limit))).all()


async def about(uow: UnitOfWork, person: str) -> Sequence[Any]:
    """Facts of this workspace that name a person as actor, subject or anywhere in their dimensions."""
    inside = sa.cast(Fact.dimensions, sa.String).like(f"%{person}%")
    named = (Fact.actor == person) | (Fact.subject == person) | inside
    return (await uow.execute(sa.select(*COLUMNS).where(named))).all()


async def rename(uow: UnitOfWork, seq: int, **values: Any) -> None:
    """Change the personal columns of one fact, for an erasure only."""
    await uow.execute(sa.update(Fact).where(Fact.seq == seq).values(**values))


async def acted(uow: UnitOfWork, person: str) -> list[dict[str, Any]]:
    """What a person has done, in every workspace, oldest first."""
    columns = [FACTS.c[name] for name in ("workspace_id", "type", "subject", "occurred_at")]
    statement = sa.select(*columns).where(FACTS.c.actor == person).order_by(FACTS.c.occurred_at)
    with uow.unscoped("a person asks for what they did, wherever it was"):
        rows = await uow.execute(statement)
    return [dict(row) for row in rows.mappings()]
