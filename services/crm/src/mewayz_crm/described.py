"""Records that carry tags, custom fields and parts of their own (addresses, domains, links).

A feature subclasses `Described` and fills in the hooks; create, update, delete, restore, the events and the lists
then include the parts.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import SQLModel
from typing_extensions import override

from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.tags import service as tags
from mewayz_kit.paging import Computed
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.tenants import claim
from mewayz_kit.uow import UnitOfWork

Model = TypeVar("Model", bound=SQLModel)
Read = TypeVar("Read", bound=BaseModel)
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

    async def complete(self, uow: UnitOfWork, row: Any, values: Mapping[str, Any]) -> None:
        """Fill derived columns of `row` and check rules over several fields; `values` are the given ones."""

    async def write_parts(self, uow: UnitOfWork, row: Any, values: Mapping[str, Any]) -> None:
        """Write the child rows that `values` give."""

    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Parts:  # noqa: ARG002
        """The fields of the answer that are no columns, for a whole page at once."""
        return {}

    async def set_live(self, uow: UnitOfWork, row: Any, live: bool) -> None:
        """Take or give back what only one live record may have."""

    # --- records -------------------------------------------------------------------------------------------

    @override
    async def create(self, uow: UnitOfWork, data: BaseModel | Model) -> Model:
        """Store a new record with its parts and tell others."""
        if isinstance(data, self.model):
            raise TypeError(f"{self.entity}: create from a body, which also holds the parts")
        values = dict(data)
        row = self.model(**self._values(values))
        row.custom = await custom_fields.merge(  # type: ignore[attr-defined]
            uow, entity=self.entity, present={}, given=values["custom"], new=True
        )
        await self.complete(uow, row, values)
        await self.check_references(uow, {name: getattr(row, name) for name in self._references})
        uow.add(row)
        await uow.flush()
        await self.write_parts(uow, row, values)
        await self._describe(uow, row, values, new=True)
        if self.limit:
            await claim(uow, self.limit)
        await self.tell(uow, row, "created")
        return row

    @override
    async def create_many(self, uow: UnitOfWork, bodies: Sequence[BaseModel]) -> list[Model]:
        """One by one: each has parts of its own."""
        return [await self.create(uow, body) for body in bodies]

    @override
    async def update(self, uow: UnitOfWork, row: Model, patch: BaseModel) -> Model:
        """Apply a merge patch, also to the parts."""
        values = given(patch)
        async with self.changing(uow, row):
            columns = self._values(values)
            await self.check_references(uow, columns)
            if "custom" in values:
                columns["custom"] = await custom_fields.merge(
                    uow,
                    entity=self.entity,
                    present=row.custom,
                    given=values["custom"],
                    new=False,  # type: ignore[attr-defined]
                )
            for name, value in columns.items():
                setattr(row, name, value)
            await self.complete(uow, row, values)
            await uow.flush()
            await self.write_parts(uow, row, values)
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

    async def _describe(self, uow: UnitOfWork, row: Any, values: Mapping[str, Any], *, new: bool) -> None:
        if values.get("tags") or (not new and "tags" in values):
            await tags.put(uow, entity=self.entity, record_id=row.id, names=values["tags"])
        if "custom" in values:
            await custom_fields.hold(uow, entity=self.entity, record_id=row.id, values=row.custom, new=new)

    async def _extra(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Parts:
        parts = await self.read_parts(uow, rows)
        names = await tags.names_of(uow, [row["id"] for row in rows])
        return {row["id"]: {"tags": names.get(row["id"], []), **parts.get(row["id"], {})} for row in rows}
