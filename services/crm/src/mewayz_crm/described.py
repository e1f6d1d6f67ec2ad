"""Records that carry tags, custom fields and parts of their own (addresses, domains, links).

A feature subclasses `Described` and fills in the hooks; create, update, delete, restore, the events and the lists
then include the parts.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import SQLModel
from typing_extensions import override

from mewayz_crm.assignment import service as assignment
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.tags import service as tags
from mewayz_kit.paging import Computed
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.tenants import claim, refuse_frozen
from mewayz_kit.uow import UnitOfWork

Model = TypeVar("Model", bound=SQLModel)
Read = TypeVar("Read", bound=BaseModel)
Values = Mapping[str, Any]
Parts = Mapping[UUID, Mapping[str, Any]]


class Described(Records[Model, Read]):
    """Records of a `Describable` model."""

    def __init__(
        self,
        model: type[Model],
        read: type[Read],
        *,
        entity: str,
        limit: str | None = None,
        filters: Computed | None = None,
    ) -> None:
        columns: Any = model
        known = {"tag": lambda name: columns.id.in_(tags.carrying(name)), **(filters or {})}
        super().__init__(model, read, entity=entity, limit=limit, extend=self._extra, filters=known)

    # --- hooks ---------------------------------------------------------------------------------------------

    async def admit(self, uow: UnitOfWork, body: Any) -> None:
        """Refuse a new record before anything is written, for example because it looks like a stored one."""

    async def complete(self, uow: UnitOfWork, row: Any, values: Mapping[str, Any]) -> None:
        """Fill derived columns of `row` and check rules over several fields; `values` are the given ones."""

    async def write_parts(self, uow: UnitOfWork, pairs: Sequence[tuple[Any, Values]], *, new: bool) -> None:
        """Write the child rows that the values give, of many new records or of one that changes."""

    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Parts:
        """The fields of the answer that are no columns, for a whole page at once."""
        return {}

    async def set_live(self, uow: UnitOfWork, row: Any, live: bool) -> None:
        """Take or give back what only one live record may have."""

    async def created(self, uow: UnitOfWork, row: Any) -> None:
        """What else follows a new record."""

    # --- records -------------------------------------------------------------------------------------------

    @override
    async def create(self, uow: UnitOfWork, data: BaseModel | Model) -> Model:
        """Store a new record with its parts and tell others."""
        if isinstance(data, self.model):
            raise TypeError(f"{self.entity}: create from a body, which also holds the parts")
        return (await self.create_many(uow, [data]))[0]

    @override
    async def create_many(self, uow: UnitOfWork, bodies: Sequence[BaseModel]) -> list[Model]:
        """Store many with few statements: all or none."""
        pairs: list[tuple[Any, Values]] = []
        for body in bodies:
            await self.admit(uow, body)
            values: dict[str, Any] = dict(body)
            row: Any = self.model(**self._values(values))
            # Somebody who sees only their own records would lose sight of one without an owner.
            row.owner_id = row.owner_id or uow.scope.own
            row.custom = await custom_fields.merge(
                uow, entity=self.entity, present={}, given=values["custom"], new=True
            )
            await self.complete(uow, row, values)
            pairs.append((row, values))
        rows = [row for row, _ in pairs]
        await assignment.assign_new(uow, kind=self.entity, rows=rows)
        await self._check_all_references(uow, rows)
        uow.session.add_all(rows)
        await uow.flush()
        await self.write_parts(uow, pairs, new=True)
        for row, given_values in pairs:
            await self._describe(uow, row, given_values, new=True)
        if self.limit and rows:
            await claim(uow, self.limit, len(rows))
        shown = await self.show_rows(uow, rows)
        for row, read in zip(rows, shown, strict=True):
            await self.tell(uow, row, "created", shown=read)
            await self.created(uow, row)
        return rows

    async def _check_all_references(self, uow: UnitOfWork, rows: Sequence[Any]) -> None:
        """Each record that is referred to is looked up once, however many refer to it."""
        for name in self._references:
            for value in {getattr(row, name) for row in rows} - {None}:
                await self.check_references(uow, {name: value})

    @override
    async def update(self, uow: UnitOfWork, row: Model, patch: BaseModel) -> Model:
        """Apply a merge patch, also to the parts; 403 `frozen_over_limit` for what exceeds the plan."""
        if self.limit:
            await refuse_frozen(uow, self.limit, self.model, row.id)  # type: ignore[attr-defined]
        values = given(patch)
        async with self.changing(uow, row):
            columns = self._values(values)
            await self.check_references(uow, columns)
            if "custom" in values:
                stored: dict[str, Any] = row.custom  # type: ignore[attr-defined]
                columns["custom"] = await custom_fields.merge(
                    uow, entity=self.entity, present=stored, given=values["custom"], new=False
                )
            for name, value in columns.items():
                setattr(row, name, value)
            await self.complete(uow, row, values)
            await uow.flush()
            await self.write_parts(uow, [(row, values)], new=False)
            await self._describe(uow, row, values, new=False)
        return row

    @override
    async def delete(self, uow: UnitOfWork, row: Model) -> None:
        """Delete, and free what is unique among live records."""
        await self.set_live(uow, row, False)
        await custom_fields.free(uow, record_id=row.id)  # type: ignore[attr-defined]
        await super().delete(uow, row)

    @override
    async def restore(self, uow: UnitOfWork, record_id: UUID) -> Model:
        """Bring a record back, if nobody has taken what was unique about it."""
        columns: Any = self.model
        row = await uow.scalar(sa.select(self.model).where(columns.id == record_id).with_for_update())
        if row is not None and row.deleted_at is not None:
            await self.set_live(uow, row, True)
            await custom_fields.hold(uow, entity=self.entity, record_id=record_id, values=row.custom, new=True)
        return await super().restore(uow, record_id)

    # --- what was told is what is answered: a snapshot is made once per change -------------------------------

    @override
    async def tell(
        self,
        uow: UnitOfWork,
        row: Model,
        verb: str,
        *,
        changes: dict[str, Any] | None = None,
        shown: Read | None = None,
    ) -> None:
        """Publish the snapshot, and keep it for the answer."""
        snapshot = shown or await self.show_one(uow, row)
        await super().tell(uow, row, verb, changes=changes, shown=snapshot)
        _snapshots(uow)[row.id] = (row.version, snapshot)  # type: ignore[attr-defined]

    @override
    async def show_one(self, uow: UnitOfWork, row: Model) -> Read:
        """The snapshot of this version if it was just made, else a fresh one."""
        known = _snapshots(uow).get(row.id)  # type: ignore[attr-defined]
        if known is not None and known[0] == row.version:  # type: ignore[attr-defined]
            return cast(Read, known[1])
        return await super().show_one(uow, row)

    @override
    @asynccontextmanager
    async def changing(self, uow: UnitOfWork, row: Model) -> AsyncIterator[None]:
        """Like that of `Records`; parts may change without a new version, so an earlier snapshot is no good."""
        _snapshots(uow).pop(row.id, None)  # type: ignore[attr-defined]
        async with super().changing(uow, row):
            yield

    async def _describe(self, uow: UnitOfWork, row: Any, values: Mapping[str, Any], *, new: bool) -> None:
        if values.get("tags") or (not new and "tags" in values):
            await tags.put(uow, entity=self.entity, record_id=row.id, names=values["tags"])
        if "custom" in values:
            await custom_fields.hold(uow, entity=self.entity, record_id=row.id, values=row.custom, new=new)

    async def _extra(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Parts:
        parts = await self.read_parts(uow, rows)
        names = await tags.names_of(uow, [row["id"] for row in rows])
        return {row["id"]: {"tags": names.get(row["id"], []), **parts.get(row["id"], {})} for row in rows}


def _snapshots(uow: UnitOfWork) -> dict[UUID, tuple[int, Any]]:
    known: dict[UUID, tuple[int, Any]] = uow.session.info.setdefault("snapshots", {})
    return known


def forget_snapshots(uow: UnitOfWork) -> None:
    """What was shown is not what is stored: a savepoint has been taken back."""
    _snapshots(uow).clear()
