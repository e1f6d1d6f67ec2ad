"""What a resource says about being imported: its flat fields, and how a row becomes a record.

The default comes from the create body. A resource with nested fields says how flat columns fill them::

    contacts = Resource(
        ..., importer=Importer(
            fields={"first_name": "Given name", "email": "Main address"}, keys=("email",),
            build=contact_of, match=contacts_by_email, normal=normal_email, aliases={"email": ("E-mail 1",)},
        ),
    )
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import SQLModel

from mewayz_kit.ids import read_id
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork

_SCALARS = (str, int, float, bool, Decimal, date, datetime, UUID, Enum)
Values = Mapping[str, str]
Match = Callable[[UnitOfWork, str, Sequence[str]], Awaitable[Mapping[str, UUID]]]


def _as_it_is(values: Values) -> dict[str, Any]:
    return dict(values)


def _stripped(_key: str, text: str) -> str:
    return text.strip()


@dataclass(frozen=True, slots=True)
class Written:
    """A row that has its record: `body` is what the row says, which an existing record may not have taken over."""

    import_id: UUID
    row: Any
    body: Mapping[str, Any]
    options: Any


@dataclass(frozen=True, slots=True)
class Importer:
    """How flat rows become records.

    `fields`: name → description of what a column may be mapped to · `keys`: those that find an existing record ·
    `required`: those a new record needs · `unique`: a field the store takes only once, so that a dry run sees a
    repetition too · `limit`: plan metric of rows per file · `most`: rows per file for everybody · `options`: body
    of the settings of one import, each with a default.

    `build(values)` makes the create body (and, without what is absent, the patch) from the cells that are not
    blank; ValueError refuses the row. `match(uow, key, texts)` finds records by normalised texts. `normal(key,
    text)` is how two spellings of one key are seen to be the same. `prepare(uow, bodies, options)` completes
    bodies with what needs the database. `start(uow, body, options)` completes the body of a record that is new, and
    `merge(uow, row, body)` turns a body into a patch of an existing one. `after(uow, written)` follows each row that
    has its record, and may answer a code and a sentence that are noted beside the outcome; `take_back(uow, import_id)`
    undoes, before a revert ends, a part of what `after` did, and answers how much until that is 0. `restore(uow, row,
    before)` brings back earlier values. `more(uow)` answers further fields and keys that a workspace has defined
    itself. A refusal with one of `skips` counts as skipped.
    """

    fields: Mapping[str, str]
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    unique: str | None = None
    limit: str | None = None
    most: int | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: type[BaseModel] | None = None
    build: Callable[[Values], dict[str, Any]] = _as_it_is
    match: Match | None = None
    normal: Callable[[str, str], str] = _stripped
    prepare: Callable[[UnitOfWork, Sequence[dict[str, Any]], Any], Awaitable[None]] | None = None
    merge: Callable[[UnitOfWork, Any, dict[str, Any]], Awaitable[dict[str, Any]]] | None = None
    start: Callable[[UnitOfWork, dict[str, Any], Any], None] | None = None
    after: Callable[[UnitOfWork, "Written"], Awaitable[tuple[str, str] | None]] | None = None
    take_back: Callable[[UnitOfWork, UUID], Awaitable[int]] | None = None
    restore: Callable[[UnitOfWork, Any, dict[str, Any]], Awaitable[None]] | None = None
    more: Callable[[UnitOfWork], Awaitable[tuple[Mapping[str, str], Sequence[str]]]] | None = None
    skips: frozenset[str] = frozenset({"erased"})

    async def present(self, uow: UnitOfWork) -> "Importer":
        """With the fields and keys of the present workspace."""
        if self.more is None:
            return self
        fields, keys = await self.more(uow)
        return replace(self, fields={**self.fields, **fields}, keys=(*self.keys, *keys))

    async def find(self, uow: UnitOfWork, model: type[SQLModel], key: str, texts: Sequence[str]) -> dict[str, UUID]:
        """The live records that `texts` (normalised values of `key`) name."""
        if not texts:
            return {}
        if key == "id":
            ids = [found for text in texts if (found := read_id(text))]
            known = await uow.all(_live(model, sa.select(model.id).where(model.id.in_(ids))))  # type: ignore[attr-defined]
            return {str(record_id): record_id for record_id in known}
        if self.match is not None:
            return dict(await self.match(uow, key, texts))
        column = getattr(model, key)
        rows = await uow.execute(
            _live(model, sa.select(column, model.id).where(column.in_(texts)).order_by(model.id.desc()))  # type: ignore[attr-defined]
        )
        # Of several with the same value the oldest one counts, whichever order the database gives.
        return {str(text): record_id for text, record_id in rows}


def default_importer(create: type[BaseModel], model: type[SQLModel], filters: Sequence[str]) -> Importer:
    """The importer of a plain resource: the flat fields of its create body, keys among its filters."""
    fields: dict[str, str] = {"id": "Id of an existing record."}
    lists, money = [], []
    for name, info in create.model_fields.items():
        text = info.description or name.replace("_", " ").capitalize()
        kind = _kind(info.annotation)
        if kind == "money":
            money.append(name)
            fields[f"{name}_currency"] = f"{text}: currency (ISO 4217)"
        if kind == "list":
            lists.append(name)
        if kind:
            fields[name] = text
    columns = model.__table__.columns  # type: ignore[attr-defined]
    keys = [n for n in filters if n in fields and n in columns and _kind(create.model_fields[n].annotation) == "text"]
    required = tuple(n for n, info in create.model_fields.items() if info.is_required() and n in fields)

    def build(values: Values) -> dict[str, Any]:
        body: dict[str, Any] = {name: text for name, text in values.items() if name != "id"}
        for name in lists:
            if name in body:
                body[name] = [part.strip() for part in re.split("[;,|]", values[name]) if part.strip()]
        for name in money:
            currency = body.pop(f"{name}_currency", "").strip().upper()
            if name in body:
                body[name] = Money.parse(values[name], currency)
        return body

    return Importer(fields=fields, keys=("id", *keys), required=required, build=build)


def _kind(annotation: Any) -> str | None:
    """text, scalar, list (of text) or money: what one cell can hold; None for anything nested."""
    if get_origin(annotation) in {Union, UnionType}:
        kinds = {_kind(part) for part in get_args(annotation) if part is not type(None)}
        return kinds.pop() if len(kinds) == 1 else None
    if get_origin(annotation) is Literal or annotation is str:
        return "text"
    if get_origin(annotation) is list and get_args(annotation) == (str,):
        return "list"
    if hasattr(annotation, "__metadata__"):
        return _kind(annotation.__origin__)
    if not isinstance(annotation, type):
        return None
    return "money" if annotation is Money else "scalar" if issubclass(annotation, _SCALARS) else None


def _live(model: type[SQLModel], statement: sa.Select[Any]) -> sa.Select[Any]:
    return statement.where(model.deleted_at.is_(None)) if hasattr(model, "deleted_at") else statement
