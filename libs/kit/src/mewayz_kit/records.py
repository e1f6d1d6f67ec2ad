"""Records: the stored rows of one resource, with everything that must happen when one changes.

A change publishes `{service}.{entity}.{created|updated|deleted}.v1` with the public snapshot and an audit block,
counts against the plan, and refuses references into other workspaces. Use-cases go through here; so do the
declared routes of `Resource`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import SQLModel

from mewayz_kit.errors import Gone, NotFound, PreconditionFailed, Unprocessable
from mewayz_kit.money import Money
from mewayz_kit.paging import Computed, ListQuery
from mewayz_kit.reading import Reader
from mewayz_kit.schema import Page, given
from mewayz_kit.tenants import claim, refuse_frozen, release
from mewayz_kit.uow import UnitOfWork

Model = TypeVar("Model", bound=SQLModel)
Read = TypeVar("Read", bound=BaseModel)
CRUD = ("created", "updated", "deleted")
RESTORE_WITHIN = timedelta(days=30)
REDACTED = ("password", "secret", "token", "hash")
Extend = Callable[[UnitOfWork, Sequence[Mapping[str, Any]]], Awaitable[Mapping[UUID, Mapping[str, Any]]]]


class Records(Generic[Model, Read]):
    """The rows of `model`, shown as `read`.

    `entity` is the singular name in events; `limit` the plan metric they count against; `extend` computes, for
    many rows at once, the fields of `read` that are no columns; `filters` are list parameters that are no columns;
    `tells` are the verbs of the events it publishes (none for records that others only look at); `public=False`
    keeps them internal.
    """

    def __init__(
        self,
        model: type[Model],
        read: type[Read],
        *,
        entity: str,
        limit: str | None = None,
        extend: Extend | None = None,
        filters: Computed | None = None,
        tells: Sequence[str] = CRUD,
        public: bool = True,
    ) -> None:
        self.model = model
        self.read = read
        self.entity = entity
        self.limit = limit
        self.extend = extend
        self.filters = filters or {}
        self.tells = tuple(tells)
        self.public = public
        self.soft = hasattr(model, "deleted_at")
        self._table: sa.Table = model.__table__  # type: ignore[attr-defined]
        self._answers = TypeAdapter(list[read])  # type: ignore[valid-type]
        names = self._table.columns.keys() if extend else [n for n in read.model_fields if n in self._table.c]
        self._money = [name for name in read.model_fields if f"{name}_amount" in self._table.c]
        pairs = [f"{name}_{part}" for name in self._money for part in ("amount", "currency")]
        # A list may be sorted by what its answers do not show, as long as the cursor can hold it.
        self.rows = Reader(self._table, dict.fromkeys(["id", *names, *pairs]), getattr(model, "seen_by", None))
        self._references = [column.key for column in self._table.columns if column.foreign_keys]

    # --- reading -------------------------------------------------------------------------------------------

    async def show(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> list[Read]:
        """Rows as answers, in order."""
        extra = await self.extend(uow, rows) if self.extend and rows else {}
        if self._money:
            rows = [{**row, **self._moneys(row)} for row in rows]
        if extra:
            rows = [{**row, **extra.get(row["id"], {})} for row in rows]
        return self._answers.validate_python(rows)

    async def show_one(self, uow: UnitOfWork, row: Model) -> Read:
        """One stored row as an answer."""
        return (await self.show_rows(uow, [row]))[0]

    async def show_rows(self, uow: UnitOfWork, rows: Sequence[Model]) -> list[Read]:
        """Stored rows as answers, in order."""
        keys = [column.key for column in self._table.columns]
        return await self.show(uow, [{key: getattr(row, key) for key in keys} for row in rows])

    async def read_one(self, uow: UnitOfWork, record_id: UUID) -> Read:
        """The answer for one id, or 404."""
        row = await self.rows.one(uow, record_id)
        if row is None:
            raise self.missing()
        return (await self.show(uow, [row]))[0]

    async def page(self, uow: UnitOfWork, query: ListQuery, *, where: Sequence[Any] = ()) -> Page[Read]:
        """One page; the total is counted only when asked for."""
        found = await self.rows.page(uow, query, where)
        more, rows = len(found) > query.limit, found[: query.limit]
        total = await self.rows.count(uow, query, where) if query.count else None
        return Page[Any](
            items=await self.show(uow, rows), next_cursor=query.cursor(rows[-1]) if more else None, total=total
        )

    def missing(self) -> NotFound:
        """The 404 of this resource."""
        return NotFound(detail=f"There is no {self.entity.replace('_', ' ')} with this id.")

    async def get(self, uow: UnitOfWork, record_id: UUID, *, lock: bool = False) -> Model:
        """The row for a change, or 404."""
        row = await uow.find(self.model, record_id, lock=lock)
        if row is None:
            raise self.missing()
        return row

    # --- changing ------------------------------------------------------------------------------------------

    async def create(self, uow: UnitOfWork, data: BaseModel | Model) -> Model:
        """Store a new record (from a create body, or a row a use-case has built) and tell others."""
        row = data if isinstance(data, self.model) else self.model(**self._values(data.model_dump()))
        await self.check_references(uow, {c.key: getattr(row, c.key) for c in self._table.columns})
        if self.limit:
            await claim(uow, self.limit)
        uow.add(row)
        await uow.flush()
        await self.tell(uow, row, "created")
        return row

    async def create_many(self, uow: UnitOfWork, bodies: Sequence[BaseModel]) -> list[Model]:
        """Like `create`, for many at once: all or none, one count against the plan, one insert."""
        rows = [self.model(**self._values(body.model_dump())) for body in bodies]
        for row in rows:
            await self.check_references(uow, {name: getattr(row, name) for name in self._references})
        if self.limit and rows:
            await claim(uow, self.limit, len(rows))
        uow.session.add_all(rows)
        await uow.flush()
        for row in rows:
            await self.tell(uow, row, "created")
        return rows

    async def update(self, uow: UnitOfWork, row: Model, patch: BaseModel) -> Model:
        """Apply a merge patch; 403 `frozen_over_limit` for what exceeds the plan."""
        if self.limit:
            await refuse_frozen(uow, self.limit, self.model, row.id)  # type: ignore[attr-defined]
        async with self.changing(uow, row):
            values = self._values(given(patch))
            await self.check_references(uow, values)
            for name, value in values.items():
                setattr(row, name, value)
        return row

    @asynccontextmanager
    async def changing(self, uow: UnitOfWork, row: Model) -> AsyncIterator[None]:
        """Publish `updated` with the difference after the block, if it changed anything.

        A change of parts alone (fields that `extend` computes) raises the version too: the ETag covers them.
        """
        before, version = await self._state(uow, row), getattr(row, "version", None)
        yield
        await uow.flush()
        after = await self._state(uow, row)
        changes = {
            name: {"before": before[name], "after": after[name]}
            for name in after
            if before[name] != after[name] and name not in {"version", "updated_at"}
        }
        if changes and version is not None and row.version == version:  # type: ignore[attr-defined]
            flag_modified(row, "updated_at")
            await uow.flush()
        if changes:
            await self.tell(uow, row, "updated", changes=changes)

    async def delete(self, uow: UnitOfWork, row: Model) -> None:
        """Delete, or mark deleted where users can restore."""
        if self.soft:
            row.deleted_at = uow.now
            await uow.flush()
            await self.tell(uow, row, "deleted")
        else:
            await self.tell(uow, row, "deleted")
            await uow.session.delete(row)
            await uow.flush()
        if self.limit:
            await release(uow, self.limit)

    async def restore(self, uow: UnitOfWork, record_id: UUID) -> Model:
        """Bring a deleted record back, at most 30 days later; a record that is there stays as it is."""
        row: Model | None = await uow.scalar(sa.select(self.model).where(self.model.id == record_id).with_for_update())  # type: ignore[attr-defined]
        if row is None or not self.soft:
            raise self.missing()
        deleted = row.deleted_at  # type: ignore[attr-defined]
        if deleted is None:
            return row
        if uow.now - deleted > RESTORE_WITHIN:
            raise Gone(detail="Deleted records can be restored for 30 days.")
        if self.limit:
            await claim(uow, self.limit)
        row.deleted_at = None
        await uow.flush()
        await self.tell(uow, row, "updated", changes={"deleted_at": {"before": str(deleted), "after": None}})
        return row

    async def tell(
        self,
        uow: UnitOfWork,
        row: Model,
        verb: str,
        *,
        changes: dict[str, Any] | None = None,
        shown: Read | None = None,
    ) -> None:
        """Publish `{service}.{entity}.{verb}.v1` with the snapshot of `row`, `shown` if it was made before."""
        if verb not in self.tells:
            raise TypeError(f"records of {self.entity} do not declare that they tell '{verb}'")
        snapshot = shown or await self.show_one(uow, row)
        audit = {**(uow.audit() or {}), "changes": redacted(changes)} if changes else None
        uow.emit(
            f"{uow.runtime.service.name}.{self.entity}.{verb}.v1",
            snapshot.model_dump(mode="json"),
            subject=str(row.id),  # type: ignore[attr-defined]
            public=self.public,
            version=getattr(row, "version", None),
            audit=audit,
        )

    async def check_references(self, uow: UnitOfWork, values: Mapping[str, Any]) -> None:
        """422 for an id that names no live record in this workspace: a foreign key alone would accept a
        stranger's."""
        for name, value in values.items():
            column = self._table.columns.get(name)
            if value is None or column is None:
                continue
            for key in column.foreign_keys:
                if not key.column.primary_key:  # the other half of a composite key
                    continue
                target = _model_of(self.model, key.column.table)
                if target is not None and await uow.find(target, value) is None:
                    raise Unprocessable.field(f"/{name}", "unknown_reference", "There is no such record.")

    def match(self, row: Model, if_match: str | None) -> None:
        """412 unless `If-Match` names the present version (or is absent, or `*`)."""
        if if_match is not None and if_match.strip() not in {"*", f'"{row.version}"'}:  # type: ignore[attr-defined]
            raise PreconditionFailed(detail="The record has changed since you read it.")

    def _values(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        values = {name: value for name, value in fields.items() if name in self._table.columns}
        for name in self._money:
            if name in fields:
                money = None if fields[name] is None else Money.model_validate(fields[name])
                values[f"{name}_amount"] = None if money is None else money.amount
                values[f"{name}_currency"] = None if money is None else money.currency
        return values

    def _moneys(self, row: Mapping[str, Any]) -> dict[str, Money | None]:
        """The amounts that are two columns each, see `kit.money`."""
        return {
            name: None
            if row[f"{name}_amount"] is None
            else Money(amount=row[f"{name}_amount"], currency=row[f"{name}_currency"])
            for name in self._money
        }

    async def _state(self, uow: UnitOfWork, row: Model) -> dict[str, Any]:
        if self.extend:
            return (await self.show_one(uow, row)).model_dump(mode="json")
        return self._plain(row)

    def _plain(self, row: Model) -> dict[str, Any]:
        return {column.key: _plain(getattr(row, column.key)) for column in self._table.columns}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | bool | dict | list) else str(value)


def redacted(changes: Mapping[str, Any] | None) -> dict[str, Any]:
    """Changes as an audit feed may keep them: secrets are hidden."""
    hidden = {"before": "**********", "after": "**********"}
    return {
        name: hidden if any(word in name for word in REDACTED) else change for name, change in (changes or {}).items()
    }


def _model_of(model: type[SQLModel], table: sa.Table) -> type[SQLModel] | None:
    mappers = sa.inspect(model).registry.mappers
    found = next((mapper.class_ for mapper in mappers if mapper.local_table is table), None)
    return found
