"""The groups of a view, with counts and sums over exactly the rows that it shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.filters import service as filters
from mewayz_crm.filters.kinds import Flag
from mewayz_crm.listing import readable
from mewayz_crm.views import service
from mewayz_crm.views.schemas import ViewGroup, ViewGroups
from mewayz_crm.views.service import Parameters
from mewayz_kit.errors import Malformed
from mewayz_kit.money import Money
from mewayz_kit.paging import parse_list
from mewayz_kit.uow import UnitOfWork

GROUPS = 200
PAGED = frozenset({"limit", "cursor", "sort", "count", "fields"})
Sums = dict[str, int | float | list[Money]]


async def groups(
    uow: UnitOfWork, *, view_id: UUID, since: date | None, until: date | None, parameters: Parameters
) -> ViewGroups:
    """Counts and sums; a field that is gone since has no groups and no sums."""
    if unfit := [name for name, _ in parameters if name in PAGED]:
        raise Malformed("unknown_parameter", f"Groups take no {unfit[0]}.", parameter=unfit[0])
    view = await service.views.get(uow, view_id)
    resource = await readable(uow, view.entity)
    query = parse_list(resource.rules, parameters)
    where = await service.narrowed(uow, view, since=since, until=until)
    fields = await filters.fields_of(uow, view.entity)
    kind = fields.get(view.group_by or "")
    grouped = [] if kind is None or kind.grouped is None else [kind.grouped]
    by = [one.label("value") for one in grouped]
    summed = {name: fields[name].summed for name in view.sums if name in fields}
    numbers = {name: value for name, (value, currency) in summed.items() if currency is None}
    labelled = [sa.func.sum(value).label(f"sum_{place}") for place, value in enumerate(numbers.values())]
    tally = partial(resource.records.rows.tally, uow, query)
    found = await tally(where, by=by, sums=labelled, limit=GROUPS + 1)
    more, found = len(found) > GROUPS, found[:GROUPS]
    sums: dict[Any, Sums] = {row.get("value"): _numbers(row, list(numbers)) for row in found}
    for name, (value, currency) in summed.items():
        if currency is not None:
            here = [sa.or_(one.in_([key for key in sums if key is not None]), one.is_(None)) for one in grouped]
            split = [*by, currency.label("currency")]
            _add_money(sums, name, await tally([*where, *here], by=split, sums=[sa.func.sum(value).label("amount")]))
    items = [
        ViewGroup(value=_shown(kind, row.get("value")), count=row["count"], sums=sums[row.get("value")])
        for row in found
    ]
    return ViewGroups(items=items, more=more)


def _numbers(row: Mapping[str, Any], names: Sequence[str]) -> Sums:
    values = {name: row[f"sum_{place}"] or 0 for place, name in enumerate(names)}
    return {name: int(value) if value == int(value) else float(value) for name, value in values.items()}


def _add_money(sums: Mapping[Any, Sums], name: str, amounts: Sequence[Mapping[str, Any]]) -> None:
    """One amount per currency; records without an amount add nothing."""
    for group in sums.values():
        group[name] = []
    for row in sorted(amounts, key=lambda row: row["currency"] or ""):
        money = sums.get(row.get("value"), {}).get(name)
        if isinstance(money, list) and row["currency"] is not None:
            money.append(Money(amount=int(row["amount"]), currency=row["currency"]))


def _shown(kind: filters.Kind | None, value: Any) -> Any:
    """A flag comes as the word or the number that its database makes of it."""
    return str(value) in {"true", "1"} if isinstance(kind, Flag) and value is not None else value
