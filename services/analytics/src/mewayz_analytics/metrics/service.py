"""Use-cases of the catalogue: counting facts, defining metrics, changing a definition while it counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from mewayz_analytics.base import PLATFORM
from mewayz_analytics.metrics import repository
from mewayz_analytics.metrics.models import Metric, MetricEventType, MetricRevision
from mewayz_analytics.metrics.repository import (
    advance,
    definition_of,
    hold_catalogue,
    read_buckets,
    read_cells,
    read_lasts,
    rename_dimension,
    revision,
)
from mewayz_analytics.metrics.rules import (
    ADDITIVE,
    ANY_TYPE,
    Cell,
    Countable,
    Definition,
    Tally,
    amount_of,
    matches,
    quarter_of,
    ratio,
    read,
    text_of,
)
from mewayz_analytics.metrics.schemas import MetricCreate, MetricRead, MetricShown, MetricUpdate
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "ADDITIVE", "ANY_TYPE", "Cell", "Definition", "Metric", "MetricCreate", "MetricRead", "MetricShown",
    "MetricUpdate", "Tally", "advance", "amount_of", "definition_of", "hold_catalogue", "matches",
    "quarter_of", "ratio", "read", "read_buckets", "read_cells", "read_lasts", "rename_dimension", "revision",
    "text_of",
]  # fmt: skip
BUILT_IN = frozenset({"events", "platform_events"})
DEFINING = (
    "aggregation", "event_types", "value_path", "currency_path", "dimension_path", "filter", "numerator",
    "denominator",
)  # fmt: skip


async def definitions_for(uow: UnitOfWork, type_: str) -> list[Definition]:
    """The live definitions an event type counts for."""
    return await repository.definitions_for(uow, type_)


async def count(uow: UnitOfWork, facts: Sequence[Countable], definitions: Sequence[Definition]) -> None:
    """Add new facts to the buckets of every definition that wants them, in the transaction that stores them."""
    await repository.add(uow, tally(facts, definitions))


def tally(facts: Iterable[Countable], definitions: Iterable[Definition]) -> Tally:
    """What `facts` add up to. Platform metrics count the platform's facts, the others those of workspaces."""
    by_scope: dict[str, list[Definition]] = {"platform": [], "workspace": []}
    for definition in definitions:
        by_scope[definition.scope].append(definition)
    total = Tally({}, {})
    for scope, wanted in by_scope.items():
        mine = (fact for fact in facts if (fact.workspace_id == PLATFORM) == (scope == "platform"))
        part = Tally.of(mine, wanted)
        total.sums |= part.sums
        total.lasts |= part.lasts
    return total


async def shown(
    uow: UnitOfWork, *, features: Collection[str], goal: str | None = None
) -> list[tuple[Metric, Definition]]:
    """The active metrics of a workspace with these features, narrowed to one goal if it is named."""
    return [
        (metric, definition)
        for metric, definition in await repository.current(uow, scope="workspace")
        if metric.active
        and (metric.feature is None or metric.feature in features)
        and (goal is None or metric.goal == goal)
    ]


async def in_scope(uow: UnitOfWork, scope: str) -> dict[str, tuple[Metric, Definition]]:
    """Every metric of a scope with its definition in force, by key."""
    return {metric.key: (metric, definition) for metric, definition in await repository.current(uow, scope=scope)}


def show(metric: Metric, definition: Definition) -> MetricShown:
    """A metric as members see it."""
    return MetricShown(
        key=metric.key,
        label=metric.label,
        description=metric.description,
        unit=metric.unit,
        additive=definition.aggregation in ADDITIVE,
        dimension=definition.dimension_path,
        money=definition.currency_path is not None,
        goal=metric.goal,
        feature=metric.feature,
    )


async def create(uow: UnitOfWork, data: MetricCreate) -> Metric:
    """Add a metric; it counts from now on, and a rebuild adds what happened before."""
    await hold_catalogue(uow, alone=True)
    await _check_parts(uow, data)
    metric = Metric(**data.model_dump(exclude=set(DEFINING)), position=await repository.next_position(uow), revision=0)
    await _begin(uow, metric, data)
    return await metrics.create(uow, metric)


async def update(uow: UnitOfWork, metric: Metric, patch: Any) -> Metric:
    """Change a metric. A changed definition becomes the next revision; the present one answers until it is built."""
    await hold_catalogue(uow, alone=True)
    asked = given(patch)
    before = await _definition_fields(uow, metric)
    wanted = _checked(metric, before, asked)
    await _check_parts(uow, wanted)
    async with metrics.changing(uow, metric):
        for name, value in asked.items():
            if name not in DEFINING:
                setattr(metric, name, value)
        if any(getattr(wanted, name) != before[name] for name in DEFINING):
            if metric.key in BUILT_IN:
                raise Conflict("metric_builtin", "This metric counts every event; its definition stays as it is.")
            await _begin(uow, metric, wanted)
    return metric


async def rebuild(uow: UnitOfWork, metric: Metric) -> Metric:
    """Count everything again under the same definition, as the next revision."""
    await hold_catalogue(uow, alone=True)
    same = _checked(metric, await _definition_fields(uow, metric), {})
    async with metrics.changing(uow, metric):
        await _begin(uow, metric, same)
    return metric


async def finish(uow: UnitOfWork, row: MetricRevision) -> int:
    """Let a built revision answer; returns the one that answered until now (0: none)."""
    metric = await repository.metric_for_change(uow, row.metric)
    await hold_catalogue(uow, alone=True)
    old, metric.revision, metric.building, row.state = metric.revision, row.number, None, "current"
    if old:
        await repository.retire(uow, row.metric, old)
    await uow.flush()
    return old


async def forget(uow: UnitOfWork, metric: str, number: int) -> None:
    """Remove the buckets of a retired revision."""
    await repository.drop_buckets(uow, metric, number)


async def _begin(uow: UnitOfWork, metric: Metric, data: MetricCreate) -> None:
    """Start the next revision. The caller holds the catalogue alone, so no fact is being recorded now."""
    if metric.building is not None:
        raise Conflict("metric_building", "A revision of this metric is being built; try again when it answers.")
    number = await repository.last_number(uow, metric.key) + 1
    fields = {name: getattr(data, name) for name in DEFINING}
    uow.add(
        MetricRevision(
            metric=metric.key, number=number, state="building", scope=metric.scope, created_at=uow.now, **fields
        )
    )
    for type_ in sorted(set(data.event_types)):
        uow.add(MetricEventType(type=type_, metric=metric.key, revision=number))
    metric.building = number
    await uow.flush()


async def _definition_fields(uow: UnitOfWork, metric: Metric) -> dict[str, Any]:
    row = await revision(uow, metric.key, metric.revision or metric.building or 0)
    return {name: getattr(row, name) for name in DEFINING}


def _checked(metric: Metric, before: Mapping[str, Any], asked: Mapping[str, Any]) -> MetricCreate:
    """The whole metric after a change, by the rules of a new one."""
    plain = {name: getattr(metric, name) for name in MetricCreate.model_fields if name not in DEFINING}
    try:
        return MetricCreate.model_validate(plain | dict(before) | dict(asked))
    except ValidationError as error:
        first = error.errors()[0]
        pointer = "/" + "/".join(str(part) for part in first["loc"])
        raise Unprocessable.field(pointer.rstrip("/"), first["type"], first["msg"]) from error


async def _check_parts(uow: UnitOfWork, data: MetricCreate) -> None:
    """A ratio is made of two additive metrics of its own scope that hold no money."""
    for name in ("numerator", "denominator"):
        key = getattr(data, name)
        if key is None:
            continue
        found = await repository.current(uow, scope=data.scope, keys=[key])
        if not found:
            raise Unprocessable.field(f"/{name}", "unknown_reference", "There is no such metric in this scope.")
        if found[0][1].aggregation not in ADDITIVE or found[0][1].currency_path:
            raise Unprocessable.field(f"/{name}", "not_additive", "A ratio needs a count or a sum without currency.")


async def _definitions(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    pairs = [(row["key"], row["revision"] or row["building"]) for row in rows]
    found = await repository.revisions_of(uow, pairs)
    return {row["id"]: {name: getattr(found[row["key"]], name) for name in DEFINING} for row in rows}


metrics = Records(Metric, MetricRead, entity="metric", extend=_definitions, tells=("created", "updated"), public=False)
