"""Filters as SQL conditions: the one way in which a tree becomes the records it means."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from mewayz_crm.base import RECORDS, model_of
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.filters.custom import PREFIX, kind_of
from mewayz_crm.filters.kinds import Asked, Condition, Kind, UnfitOperator, condition
from mewayz_crm.filters.many import Nothing
from mewayz_crm.filters.registry import declared
from mewayz_crm.filters.rules import Days
from mewayz_crm.filters.schemas import Filter
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork

__all__ = ["Condition", "Kind", "as_given", "as_stored", "conditions_of", "days_of", "fields_of"]
MAX_CONDITIONS = 100
JOINED = {"all": sa.and_, "any": sa.or_, "none": lambda *parts: sa.not_(sa.or_(*parts))}


async def fields_of(uow: UnitOfWork, entity: str) -> Mapping[str, Kind]:
    """Every field of a kind of record by its name in filters, `custom.{key}` for custom ones."""
    model = model_of(RECORDS[entity])
    own = {PREFIX + field.key: kind_of(model, field) for field in await custom_fields.definitions(uow, entity)}
    return {**declared(entity), **own}


async def days_of(uow: UnitOfWork) -> Days:
    """The days of the workspace, now."""
    return Days.of((await uow.runtime.tenants.get(uow.workspace_id)).timezone, uow.now)


async def as_given(
    uow: UnitOfWork, entity: str, tree: Filter, *, depth: int = 3, pointer: str = "/filter"
) -> Condition:
    """The condition of a filter that somebody sends now.

    422 at the JSON pointer of the first part that names an unknown field, an operator that does not fit, or a wrong
    value, or that lies deeper than `depth` groups.
    """
    asked = Asked(await days_of(uow), uow.runtime.db.dialect)
    if sum(1 for _ in conditions_of(tree)) > MAX_CONDITIONS:
        raise Unprocessable.field(pointer, "filter_too_long", f"A filter has at most {MAX_CONDITIONS} conditions.")
    deep = next((where for part, where, level in _walk(tree, pointer) if part.group and level > depth), None)
    if deep is not None:
        raise Unprocessable.field(deep, "filter_too_deep", f"Groups nest at most {depth} deep.")
    return _compiled(await fields_of(uow, entity), tree, asked, pointer)


async def as_stored(uow: UnitOfWork, entity: str, tree: Mapping[str, Any]) -> Condition:
    """The condition of a filter that was stored some time ago: what does not fit any more is empty in every record."""
    asked = Asked(await days_of(uow), uow.runtime.db.dialect, strict=False)
    return _compiled(await fields_of(uow, entity), Filter.model_validate(tree), asked, "/filter")


def conditions_of(tree: Filter, pointer: str = "/filter") -> Iterator[tuple[Filter, str]]:
    """Every condition in a tree, with its JSON pointer."""
    return ((part, where) for part, where, _ in _walk(tree, pointer) if part.group is None)


def _walk(tree: Filter, pointer: str, level: int = 1) -> Iterator[tuple[Filter, str, int]]:
    yield tree, pointer, level
    if tree.group is not None:
        kind, parts = tree.group
        for number, part in enumerate(parts):
            yield from _walk(part, f"{pointer}/{kind}/{number}", level + 1)


def _compiled(fields: Mapping[str, Kind], tree: Filter, asked: Asked, pointer: str) -> Condition:
    if tree.group is None:
        return _condition(fields, tree, asked, pointer)
    kind, parts = tree.group
    return JOINED[kind](
        *(_compiled(fields, part, asked, f"{pointer}/{kind}/{number}") for number, part in enumerate(parts))
    )


def _condition(fields: Mapping[str, Kind], part: Filter, asked: Asked, pointer: str) -> Condition:
    name, op = str(part.field), str(part.op)
    kind = fields.get(name)
    if kind is None and asked.strict:
        raise Unprocessable.field(f"{pointer}/field", "unknown_field", f"There is no field {name}.")
    try:
        return condition(kind or Nothing(), op, part.value, asked)
    except ValueError as error:
        if not asked.strict:
            return condition(Nothing(), op, None, asked)
        where = "op" if isinstance(error, UnfitOperator) else "value"
        raise Unprocessable.field(f"{pointer}/{where}", f"invalid_{where}", f"{name} {error}.") from error
