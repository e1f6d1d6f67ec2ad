"""SQL of the catalogue and of the buckets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from mewayz_analytics.metrics.models import Bucket, Catalogue, Metric, MetricEventType, MetricRevision
from mewayz_analytics.metrics.rules import ANY_TYPE, Cell, Definition, Last, Tally
from mewayz_kit.portable import increment, insert_ignore
from mewayz_kit.uow import UnitOfWork

Item = TypeVar("Item")
ROWS_PER_STATEMENT = 500
B: Any = Bucket
C: Any = Catalogue
M: Any = Metric
R: Any = MetricRevision
T: Any = MetricEventType


async def hold_catalogue(uow: UnitOfWork, *, alone: bool) -> None:
    """Keep the catalogue as it is until this transaction ends; `alone` also waits for everybody who counts."""
    await uow.execute(sa.select(C.id).with_for_update(read=not alone))


async def definitions_for(uow: UnitOfWork, type_: str) -> list[Definition]:
    """The live revisions (current and building) that an event type counts for."""
    rows = await uow.all(
        sa.select(R)
        .join(
            T,
            sa.and_(
                T.metric == R.metric,
                T.revision == R.number,
            ),
        )
        .where(T.type.in_([type_, ANY_TYPE]))
    )
    return [definition_of(row) for row in {(row.metric, row.number): row for row in rows}.values()]


async def revision(uow: UnitOfWork, metric: str, number: int, *, lock: bool = False) -> MetricRevision | None:
    """One revision."""
    statement = sa.select(R).where(R.metric == metric, R.number == number)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: MetricRevision | None = await uow.scalar(statement)
    return found


async def current(uow: UnitOfWork, *, scope: str, keys: Sequence[str] | None = None) -> list[tuple[Metric, Definition]]:
    """Metrics of a scope with the definitions in force, in the catalogue's order."""
    statement = (
        sa.select(M, R)
        .join(
            R,
            sa.and_(R.metric == M.key, R.number == M.revision),
        )
        .where(M.scope == scope)
        .order_by(M.position, M.key)
    )
    if keys is not None:
        statement = statement.where(M.key.in_(keys))
    return [(metric, definition_of(row)) for metric, row in (await uow.execute(statement)).all()]


async def by_keys(uow: UnitOfWork, keys: Iterable[str]) -> dict[str, Metric]:
    """Metrics by key."""
    rows = await uow.all(sa.select(M).where(M.key.in_(list(keys))))
    return {row.key: row for row in rows}


async def metric_for_change(uow: UnitOfWork, key: str) -> Metric:
    """The metric, held until this transaction ends."""
    found: Metric = await uow.scalar(sa.select(M).where(M.key == key).with_for_update())
    return found


async def revisions_of(uow: UnitOfWork, pairs: Sequence[tuple[str, int]]) -> dict[str, MetricRevision]:
    """The named revisions, by metric."""
    named = [sa.and_(R.metric == key, R.number == number) for key, number in pairs]
    rows = await uow.all(sa.select(R).where(sa.or_(sa.false(), *named)))
    return {row.metric: row for row in rows}


async def next_position(uow: UnitOfWork) -> int:
    """The place behind the last metric."""
    return 1 + (await uow.scalar(sa.select(sa.func.max(M.position))) or 0)


async def last_number(uow: UnitOfWork, metric: str) -> int:
    """The newest revision of a metric, 0 before the first."""
    statement = sa.select(sa.func.max(R.number)).where(R.metric == metric)
    return await uow.scalar(statement) or 0


async def advance(uow: UnitOfWork, row: MetricRevision, to: int) -> bool:
    """Move a rebuild forward; False when another worker has done this step already."""
    moved = await uow.execute(
        sa.update(R)
        .where(
            R.metric == row.metric,
            R.number == row.number,
            R.state == "building",
            R.built_to == row.built_to,
        )
        .values(built_to=to)
    )
    return bool(moved.rowcount)


async def retire(uow: UnitOfWork, metric: str, number: int) -> None:
    """Stop counting for a revision."""
    await uow.execute(sa.delete(T).where(T.metric == metric, T.revision == number))
    await uow.execute(sa.update(R).where(R.metric == metric, R.number == number).values(state="retired"))


async def drop_buckets(uow: UnitOfWork, metric: str, number: int) -> None:
    """Forget what a revision has counted, in every workspace."""
    with uow.unscoped("a retired revision is forgotten everywhere"):
        await uow.execute(sa.delete(B).where(B.metric == metric, B.revision == number))


async def add(uow: UnitOfWork, tally: Tally) -> None:
    """Add a tally to the buckets, in key order, so that parallel transactions take row locks in one order."""
    dialect = uow.runtime.db.dialect
    for cells in _chunks(sorted(tally.sums), ROWS_PER_STATEMENT):
        rows = [{**_key(cell), "value": tally.sums[cell]} for cell in cells]
        await uow.execute(increment(dialect, Bucket, rows, "value"))
    for cell in sorted(tally.lasts):
        await _keep_last(uow, cell, tally.lasts[cell])


async def _keep_last(uow: UnitOfWork, cell: Cell, last: Last) -> None:
    values = {"value": last.value, "last_at": last.at, "last_id": last.id}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Bucket).values(**_key(cell), **values))
    older = (B.last_at < last.at) | ((B.last_at == last.at) & (B.last_id < last.id))
    mine = [getattr(B, name) == value for name, value in _key(cell).items()]
    with uow.unscoped("the cell names its workspace"):
        await uow.execute(sa.update(B).where(*mine, older).values(**values))


async def read_buckets(
    uow: UnitOfWork,
    definitions: Sequence[Definition],
    *,
    since: int,
    before: int,
    period: Callable[[Any], Any],
    split: bool,
) -> list[Any]:
    """Sums (or, for `unique`, distinct counts) per metric, period, dimension if `split`, and currency.

    `period` makes the grouping expression of the column `start`. The session narrows it to the workspace.
    """
    found = []
    for distinct in (False, True):
        named = [d for d in definitions if (d.aggregation == "unique") == distinct]
        if not named:
            continue
        number = sa.func.count(sa.distinct(B.dimension)) if distinct else sa.func.sum(B.value)
        shown = B.dimension if split and not distinct else sa.null()
        keys = [B.metric, period(B.start).label("period"), shown.label("dimension"), B.currency]
        groups = keys if split and not distinct else [keys[0], keys[1], keys[3]]
        statement = (
            sa.select(*keys, number.label("value"))
            .where(_named(named), B.start >= since, B.start < before)
            .group_by(*groups)
        )
        found += (await uow.execute(statement)).all()
    return found


async def read_lasts(uow: UnitOfWork, definitions: Sequence[Definition], *, since: int, before: int) -> list[Any]:
    """The last values of a range, oldest first."""
    statement = (
        sa.select(B.metric, B.start, B.dimension, B.currency, B.value)
        .where(_named(definitions), B.start >= since, B.start < before)
        .order_by(B.start)
    )
    return list((await uow.execute(statement)).all())


async def read_cells(uow: UnitOfWork, *, since: int, before: int) -> list[Any]:
    """Every bucket of this workspace in a range, for the audit."""
    statement = sa.select(B.metric, B.revision, B.start, B.dimension, B.currency, B.value).where(
        B.start >= since, B.start < before
    )
    return list((await uow.execute(statement)).all())


async def rename_dimension(uow: UnitOfWork, old: str, new: str) -> int:
    """Call a dimension of this workspace's buckets by another name that it does not have yet."""
    changed = await uow.execute(sa.update(B).where(B.dimension == old).values(dimension=new))
    return int(changed.rowcount)


def _named(definitions: Sequence[Definition]) -> sa.ColumnElement[bool]:
    named = [(B.metric == d.metric) & (B.revision == d.number) for d in definitions]
    return sa.or_(sa.false(), *named)


def definition_of(row: MetricRevision) -> Definition:
    """A stored revision as the rules see it."""
    return Definition(
        metric=row.metric,
        number=row.number,
        scope=row.scope,
        aggregation=row.aggregation,
        event_types=tuple(row.event_types),
        value_path=row.value_path,
        currency_path=row.currency_path,
        dimension_path=row.dimension_path,
        filter=row.filter,
        numerator=row.numerator,
        denominator=row.denominator,
    )


def _key(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in Cell.__slots__}


def _chunks(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
