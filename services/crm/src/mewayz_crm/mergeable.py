"""Records of which several may be the same person, firm or chance: they are found, and merged into one.

A feature subclasses `Mergeable`, says by what its records look the same (`Likeness`), what steps aside when the parts
of two come together (`make_room`), and adds the routes by `add_merge_routes`. What refers to a record is moved without
a word about it (`mewayz_crm.merges.references`).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import SQLModel
from typing_extensions import override

from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.described import Described, forget_snapshots
from mewayz_crm.likeness import Candidate, Keys, Likeness
from mewayz_crm.merges import service as merges
from mewayz_crm.merges.rules import CUSTOM, chosen, in_order
from mewayz_crm.merges.schemas import HowToMerge, MergeResult, Moved
from mewayz_kit.errors import Conflict, NotFound, Unprocessable
from mewayz_kit.paging import Computed
from mewayz_kit.uow import UnitOfWork

Model = TypeVar("Model", bound=SQLModel)
Read = TypeVar("Read", bound=BaseModel)


class _Undo(Exception):
    """Ends the savepoint of a dry run."""


class Mergeable(Described[Model, Read]):
    """Records that can be merged. `create` is their create body: its columns are what a merge chooses from."""

    def __init__(
        self,
        model: type[Model],
        read: type[Read],
        *,
        entity: str,
        create: type[BaseModel],
        likeness: Likeness,
        limit: str | None = None,
        filters: Computed | None = None,
    ) -> None:
        super().__init__(model, read, entity=entity, limit=limit, filters=filters)
        self.likeness = likeness
        self.chosen = [name for name in create.model_fields if name in self._table.columns and name != "custom"]

    # --- hooks ---------------------------------------------------------------------------------------------

    def keys(self, like: Any) -> Keys:
        """The keys of a body (create, or the one of `duplicates`)."""
        raise NotImplementedError

    async def make_room(self, uow: UnitOfWork, survivor: Any, merged: Any) -> None:
        """Change what could not stand beside the parts that are about to move from `merged` to `survivor`."""

    async def fit(self, uow: UnitOfWork, survivor: Any, taken: dict[str, Any]) -> None:
        """Put right what was chosen but cannot be, after everything has moved."""

    def refuse_merge(self, survivor: Any, merged: Sequence[Any]) -> None:
        """Raise where the state of a record forbids the merge."""

    # --- duplicates ----------------------------------------------------------------------------------------

    async def question(self, uow: UnitOfWork, body: Any, detail: str, *, reasons: Sequence[str]) -> None:
        """409 `possible_duplicate` with the candidates, if a new record looks like a stored one for one of `reasons`.

        A key that only one live record may have is no such reason: the database refuses it, whatever is allowed.
        """
        if body.allow_duplicate:
            return
        keys = {reason: keys for reason, keys in self.keys(body).items() if reason in reasons}
        if found := await self.likeness.candidates(uow, keys):
            raise Conflict("possible_duplicate", detail, candidates=[one.model_dump(mode="json") for one in found])

    async def duplicates_of(self, uow: UnitOfWork, record_id: UUID) -> list[Candidate]:
        """Who looks like a stored record."""
        row = await self.get(uow, record_id)
        return await self.likeness.candidates(
            uow,
            await self.likeness.keys_of(uow, row.id),  # type: ignore[attr-defined]
            but=[record_id],
        )

    # --- what was merged is told apart from what never was --------------------------------------------------

    @override
    async def get(self, uow: UnitOfWork, record_id: UUID, *, lock: bool = False) -> Model:
        """The row for a change, or 404: `contact_merged` names where a merged record went."""
        async with self._naming_merged(uow, record_id):
            return await super().get(uow, record_id, lock=lock)

    @override
    async def read_one(self, uow: UnitOfWork, record_id: UUID) -> Read:
        """The answer for one id, or 404 as in `get`."""
        async with self._naming_merged(uow, record_id):
            return await super().read_one(uow, record_id)

    @override
    async def restore(self, uow: UnitOfWork, record_id: UUID) -> Model:
        """Bring a deleted record back; one that was merged stays where it went."""
        if record_id in await merges.destinations(uow, [record_id]):
            async with self._naming_merged(uow, record_id):
                raise self.missing()
        return await super().restore(uow, record_id)

    @asynccontextmanager
    async def _naming_merged(self, uow: UnitOfWork, record_id: UUID) -> AsyncIterator[None]:
        try:
            yield
        except NotFound as error:
            into = await merges.whereabouts(uow, kind=self.entity, record_id=record_id)
            if into is None:
                raise
            detail = f"This {self.entity} was merged into another one."
            raise NotFound(f"{self.entity}_merged", detail, merged_into=str(into)) from error

    # --- merging -------------------------------------------------------------------------------------------

    async def merge(
        self, uow: UnitOfWork, *, survivor_id: UUID, ids: Sequence[UUID], how: HowToMerge
    ) -> MergeResult[Read]:
        """Let records go into `survivor_id`, all in this transaction; those that did before are named again.

        A dry run does the very same and takes it back, so it cannot say anything else than what would come of it.
        """
        try:
            async with uow.savepoint():
                result = await self._merge(uow, survivor_id, ids, how)
                if how.dry_run:
                    raise _Undo
        except _Undo:
            forget_snapshots(uow)
        return result

    async def _merge(
        self, uow: UnitOfWork, survivor_id: UUID, ids: Sequence[UUID], how: HowToMerge
    ) -> MergeResult[Read]:
        await self.get(uow, survivor_id)
        rows = await merges.locked(uow, self.model, [survivor_id, *ids])
        survivor: Any = await self.get(uow, survivor_id)
        earlier = await merges.of_merged(uow, ids)
        order = in_order(survivor_id, ids, how.priority)
        fresh = [one for one in ids if self._is_to_be_merged(one, rows, earlier, survivor_id)]
        await self._check(uow, how, order, ids)
        counts = [{name: Moved(**moved) for name, moved in row.counts.items()} for row in earlier.values()]
        if fresh:
            merged = [rows[one] for one in fresh]
            self.refuse_merge(survivor, merged)
            counts += await self._join(uow, survivor, merged, order, how)
        return MergeResult[Any](
            dry_run=how.dry_run,
            survivor=await self.show_one(uow, survivor),
            merged_ids=list(ids),
            relations=_summed(counts),
        )

    def _is_to_be_merged(
        self, one: UUID, rows: Mapping[UUID, Any], earlier: Mapping[UUID, Any], survivor_id: UUID
    ) -> bool:
        """False for one that went into the survivor before; 422 for one that is not there or the survivor itself."""
        if one == survivor_id:
            raise Unprocessable.field("/ids", "merged_into_itself", "A record cannot go into itself.")
        if one in earlier:
            if earlier[one].survivor_id == survivor_id:
                return False
            into = str(earlier[one].merged_into_id)
            raise Conflict(f"{self.entity}_merged", "One of the records went into another one.", merged_into=into)
        if one not in rows or rows[one].deleted_at is not None:
            raise Unprocessable.field("/ids", "unknown_reference", f"There is no {self.entity} {one}.")
        return True

    async def _check(self, uow: UnitOfWork, how: HowToMerge, order: Sequence[UUID], ids: Sequence[UUID]) -> None:
        if len(order) != len(ids) + 1:
            raise Unprocessable.field("/priority", "unknown_reference", "This record takes no part in the merge.")
        custom = [CUSTOM + field.key for field in await custom_fields.definitions(uow, self.entity)]
        for name, one in how.field_choices.items():
            pointer = f"/field_choices/{name}"
            if name not in [*self.chosen, *custom]:
                raise Unprocessable.field(pointer, "unknown_field", "There is no such field to choose.")
            if one not in order:
                raise Unprocessable.field(pointer, "unknown_reference", "This record takes no part in the merge.")

    async def _join(
        self, uow: UnitOfWork, survivor: Any, merged: Sequence[Any], order: Sequence[UUID], how: HowToMerge
    ) -> list[dict[str, Moved]]:
        """Move the relations of each, delete it, and give the survivor the chosen values."""
        present = [survivor, *merged]
        values = {row.id: self._choosable(row) for row in present}
        order = [one for one in order if one in values]
        snapshots = {row.id: (await self.show_one(uow, row)).model_dump(mode="json") for row in merged}
        choices = how.model_dump(mode="json", include={"priority", "field_choices"})
        counts = []
        async with self.changing(uow, survivor):
            for row in merged:
                await self.make_room(uow, survivor, row)
                await uow.flush()
                moved = await merges.move_relations(uow, kind=self.entity, merged_id=row.id, survivor_id=survivor.id)
                merges.forget(uow, present)
                await merges.locked(uow, self.model, list(values))
                await merges.note(
                    uow,
                    kind=self.entity,
                    survivor=survivor,
                    merged_id=row.id,
                    choices=choices,
                    counts=moved,
                    snapshot=snapshots[row.id],
                )
                await self.delete(uow, row)
                counts.append(moved)
            values[survivor.id] = self._choosable(survivor)
            await self._take(uow, survivor, values, order, how.field_choices)
        return counts

    def _choosable(self, row: Any) -> dict[str, Any]:
        custom = {CUSTOM + key: value for key, value in row.custom.items()}
        return {name: getattr(row, name) for name in self.chosen} | custom

    async def _take(
        self,
        uow: UnitOfWork,
        survivor: Any,
        values: Mapping[UUID, Mapping[str, Any]],
        order: Sequence[UUID],
        choices: Mapping[str, UUID],
    ) -> None:
        present = {one: choice for one, choice in choices.items() if choice in values}
        every = dict.fromkeys([*self.chosen, *(name for one in values.values() for name in one)])
        taken = {name: chosen(name, order, values, present) for name in every}
        for name in self._references:
            if taken.get(name) in values:  # a company that belonged to one it is merged with
                taken[name] = getattr(survivor, name)
        fields = {name: value for name, value in taken.items() if not name.startswith(CUSTOM)}
        await self.fit(uow, survivor, fields)
        for name, value in fields.items():
            setattr(survivor, name, value)
        survivor.custom = {
            name.removeprefix(CUSTOM): value
            for name, value in taken.items()
            if name.startswith(CUSTOM) and value is not None
        }
        changed = {name: fields[name] for name in self._references if name in fields}
        await self.complete(uow, survivor, changed)
        await uow.flush()
        await self.write_parts(uow, [(survivor, changed)], new=False)
        await custom_fields.hold(uow, entity=self.entity, record_id=survivor.id, values=survivor.custom, new=False)


def _summed(counts: Sequence[Mapping[str, Moved]]) -> dict[str, Moved]:
    found: dict[str, Moved] = {}
    for one in counts:
        for name, moved in one.items():
            known = found.get(name, Moved(moved=0, absorbed=0))
            found[name] = Moved(moved=known.moved + moved.moved, absorbed=known.absorbed + moved.absorbed)
    return found
