"""Use-cases of views."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from mewayz_crm.filters import service as filters
from mewayz_crm.filters.custom import PREFIX
from mewayz_crm.filters.schemas import Filter
from mewayz_crm.filters.times import Moment
from mewayz_crm.listing import page_of, readable
from mewayz_crm.views import repository
from mewayz_crm.views.models import View
from mewayz_crm.views.schemas import ViewCreate
from mewayz_kit.errors import Forbidden, Malformed, Unprocessable
from mewayz_kit.paging import ListQuery
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Page, given
from mewayz_kit.uow import UnitOfWork

__all__ = ["create", "narrowed", "rows", "update", "views"]
views = repository.views
Parameters = Sequence[tuple[str, str]]


async def create(uow: UnitOfWork, data: ViewCreate) -> View:
    """Store a view of the caller."""
    owner_id = uow.principal.user_id
    if owner_id is None and not data.shared:
        raise Unprocessable.field("/shared", "required", "Nobody would see it: without a person a view is shared.")
    row = View(**data.model_dump(exclude={"filter"}), owner_id=owner_id)
    await _put(uow, row, {name: getattr(data, name) for name in type(data).model_fields})
    return await views.create(uow, row)


async def update(uow: UnitOfWork, row: View, patch: Any) -> View:
    """Change a view; only its owner stops sharing it, because it is gone for all others then."""
    values = given(patch)
    if values.get("shared") is False and row.shared and row.owner_id != uow.principal.user_id:
        raise Forbidden("not_the_owner", "Only the owner of a view stops sharing it.")
    async with views.changing(uow, row):
        for name, value in values.items():
            if name != "filter":
                setattr(row, name, value)
        await _put(uow, row, values)
    return row


async def _put(uow: UnitOfWork, row: View, values: Mapping[str, Any]) -> None:
    """Check what the values name, and keep the filter."""
    resource = await readable(uow, row.entity)
    tree: Filter | None = values.get("filter")
    if tree is not None:
        await filters.as_given(uow, row.entity, tree)
    if "filter" in values:
        row.filter = None if tree is None else tree.stored()
    _check_fields(await filters.fields_of(uow, row.entity), resource, values)
    if row.layout == "board" and row.group_by is None:
        raise Unprocessable.field("/group_by", "required", "A board needs a field to group by.")
    if row.layout == "calendar" and row.date_field is None:
        raise Unprocessable.field("/date_field", "required", "A calendar needs a day or time.")


def _check_fields(fields: Mapping[str, filters.Kind], resource: Resource, values: Mapping[str, Any]) -> None:
    custom = {name for name in fields if name.startswith(PREFIX)}
    shown = {*resource.records.read.model_fields, *custom}
    summable = {name for name, kind in fields.items() if kind.summed[0] is not None}
    groupable = {name for name, kind in fields.items() if kind.grouped is not None}
    timely = {name for name, kind in fields.items() if isinstance(kind, Moment)}
    named: list[tuple[str, str | None, set[str]]] = [
        *((f"/columns/{number}", name, shown) for number, name in enumerate(values.get("columns") or ())),
        *((f"/sums/{number}", name, summable) for number, name in enumerate(values.get("sums") or ())),
        ("/sort", values.get("sort"), {sign + name for name in resource.rules.sortable for sign in ("", "-")}),
        ("/group_by", values.get("group_by"), groupable),
        ("/date_field", values.get("date_field"), timely),
    ]
    for pointer, name, known in named:
        if name is not None and name not in known:
            raise Unprocessable.field(pointer, "unknown_field", f"Takes one of: {', '.join(sorted(known))}.")


async def rows(
    uow: UnitOfWork, *, view_id: UUID, since: date | None, until: date | None, parameters: Parameters
) -> tuple[Page[Any], ListQuery]:
    """One page of the records that a view shows the caller."""
    view = await views.get(uow, view_id)
    order = [("sort", view.sort)] if view.sort else []
    where = await narrowed(uow, view, since=since, until=until)
    return await page_of(uow, view.entity, [*order, *parameters], where)


async def narrowed(uow: UnitOfWork, view: View, *, since: date | None, until: date | None) -> list[filters.Condition]:
    """What the filter of a view means now, and the days of its calendar that are asked for."""
    found = [] if view.filter is None else [await filters.as_stored(uow, view.entity, view.filter)]
    for name, op, day in (("from", "gte", since), ("until", "lte", until)):
        if day is None:
            continue
        if view.date_field is None:
            raise Malformed("invalid_parameter", f"{name} is for views with a date_field.", parameter=name)
        condition = {"field": view.date_field, "op": op, "value": day.isoformat()}
        found.append(await filters.as_stored(uow, view.entity, condition))
    return found
