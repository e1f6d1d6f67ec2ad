"""One batch of an import: cells become records, and every row gets an outcome with its reason.

The batch first runs as a whole in one savepoint. When anything in it is refused, it runs again row by row, each
in a savepoint of its own, so one bad row costs its batch some speed and nothing else.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from mewayz_kit.errors import Problem
from mewayz_kit.imports.importer import Written
from mewayz_kit.problems import translate
from mewayz_kit.tabular import plain
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

Mode = Literal["create", "update", "upsert"]
Change = Literal["created", "updated", "skipped", "failed"]
SHOWN_OUTSIDE = frozenset({"version", "updated_at"})
ROW_TROUBLE = (IntegrityError, DataError, Problem)
"""What the values of a row can cause; a database that is away, busy or broken raises something else."""


class Plan(BaseModel):
    """What a mapping request settled: column → field, and what to do with rows that exist or do not."""

    mapping: dict[str, str]
    mode: Mode
    upsert_key: str | None
    options: dict[str, Any]


@dataclass(slots=True)
class Item:
    """One row on its way: `values` are its cells by field, `body` what the importer built of them, `ready` the
    body completed from the database, `key` its normalised key text.
    """

    number: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    ready: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    outcome: Change | None = None
    record_id: UUID | None = None
    code: str | None = None
    detail: str | None = None
    before: dict[str, Any] | None = None
    version_before: int | None = None
    version: int | None = None

    def ends(self, outcome: Change, code: str | None = None, detail: str | None = None) -> None:
        """Settle what became of it."""
        self.outcome, self.code, self.detail = outcome, code, detail and detail[:500]

    def reset(self) -> None:
        """As if it had not been tried."""
        self.outcome = self.code = self.detail = self.record_id = None
        self.before = self.version_before = self.version = None


class Batch:
    """The rows of one transaction."""

    def __init__(self, uow: UnitOfWork, resource: "Resource", plan: Plan, import_id: UUID) -> None:
        self.uow = uow
        self.resource = resource
        self.plan = plan
        self.import_id = import_id
        self.records = resource.records
        self.importer = resource.importer
        self.options = self.importer.options.model_validate(plan.options) if self.importer.options else None
        self.tracked = plan.upsert_key or (self.importer.unique if plan.mode == "create" else None)
        self._found: dict[str, UUID] = {}
        self._shown: dict[UUID, BaseModel] = {}
        self._waiting: list[tuple[Item, Any]] = []
        self._waiting_keys: set[str | None] = set()

    def read(self, number: int, end: int, cells: Sequence[str] | None, columns: Sequence[str]) -> Item:
        """The item of one record of the file; what cannot be read has its outcome at once."""
        item = Item(number, end)
        if cells is None:
            item.ends("failed", "unreadable_row", "The row is not valid delimited text in this encoding.")
        elif any(cell.strip() for cell in cells[len(columns) :]):
            item.ends("failed", "too_many_cells", f"The row has more than {len(columns)} cells.")
        elif not any(cell.strip() for cell in cells):
            item.ends("skipped", "empty_row", "The row is empty.")
        else:
            wanted, row = self.plan.mapping, dict(zip(columns, cells, strict=False))
            self.fill(item, {wanted[n]: plain(text) for n, text in row.items() if n in wanted and text.strip()})
        return item

    def fill(self, item: Item, values: dict[str, str]) -> None:
        """Build the body and key of `item` from its cells that are not blank."""
        item.values, key = values, self.tracked
        try:
            if key and key in values:
                item.key = str(UUID(values[key])) if key == "id" else self.importer.normal(key, values[key])
            if not item.key and self.plan.upsert_key and self.plan.mode != "create":
                item.ends("failed", "key_missing", f"{key} is empty.")
                return
            item.body = self.importer.build(values)
        except ValueError as error:
            item.ends("failed", "validation_failed", str(error))

    async def run(self, items: Sequence[Item]) -> None:
        """Give every item its outcome."""
        todo = [item for item in items if item.outcome is None]
        try:
            async with self.uow.savepoint():
                await self._work(todo)
        except ROW_TROUBLE as error:
            if not _is_about_rows(error):
                raise
            for item in todo:
                await self._run_alone(item)

    async def _run_alone(self, item: Item) -> None:
        item.reset()
        try:
            async with self.uow.savepoint():
                await self._work([item])
        except ROW_TROUBLE as error:
            if not _is_about_rows(error):
                raise
            problem = translate(error, metadata=self.uow.runtime.service.base.metadata)
            item.reset()
            skipped = problem.code in self.importer.skips
            item.ends("skipped" if skipped else "failed", problem.code, problem.sentence)

    async def _work(self, items: Sequence[Item]) -> None:
        self._waiting = []
        self._waiting_keys.clear()
        for item in items:
            item.ready = dict(item.body)
        if self.importer.prepare:
            await self.importer.prepare(self.uow, [item.ready for item in items], self.options)
        await self._match(items)
        rows = await self._load(self._found.values())
        for item in items:
            if item.key and item.key in self._waiting_keys:
                await self._create_waiting(rows)
            known = self._found.get(item.key) if item.key and self.plan.upsert_key else None
            row = rows.get(known) if known else None
            if row is None:
                await self._new(item)
            elif self.plan.mode == "create":
                item.record_id = known
                item.ends("skipped", "exists", f"{self.plan.upsert_key} is there already.")
            else:
                await self._change(item, row)
        await self._create_waiting(rows)

    async def _match(self, items: Sequence[Item]) -> None:
        key = self.plan.upsert_key
        texts = list(dict.fromkeys(item.key for item in items if item.key)) if key else []
        self._found = await self.importer.find(self.uow, self.records.model, key or "", texts)

    async def _load(self, ids: Any) -> dict[UUID, Any]:
        """The rows to change, locked in one order, so that two imports cannot wait for each other."""
        model: Any = self.records.model
        self._shown = {}
        if not (wanted := sorted(set(ids))):
            return {}
        statement = sa.select(model).where(model.id.in_(wanted)).order_by(model.id).with_for_update()
        statement = statement.execution_options(populate_existing=True)
        rows = await self.uow.all(statement)
        shown = await self.records.show_rows(self.uow, rows)
        self._shown = {row.id: one for row, one in zip(rows, shown, strict=True)}
        return {row.id: row for row in rows}

    async def _new(self, item: Item) -> None:
        if self.plan.mode == "update" or self.plan.upsert_key == "id":
            item.ends("skipped" if self.plan.mode == "update" else "failed", "not_found", "There is no such record.")
            return
        if self.importer.start:
            self.importer.start(self.uow, item.ready, self.options)
        body = self._valid(item, self.resource.create_schema, item.ready)
        if body is not None:
            self._waiting.append((item, body))
            self._waiting_keys.add(item.key)

    async def _create_waiting(self, rows: dict[UUID, Any]) -> None:
        waiting, self._waiting = self._waiting, []
        self._waiting_keys.clear()
        if not waiting:
            return
        if self.resource.creates_plainly:
            made = await self.records.create_many(self.uow, [body for _, body in waiting])
        else:
            made = [await self.resource.on_create(self.uow, body) for _, body in waiting]
        for (item, _), row in zip(waiting, made, strict=True):
            item.ends("created")
            await self._follow(item, row)
            rows[row.id], item.record_id, item.version = row, row.id, row.version
            if item.key:
                self._found[item.key] = row.id

    async def _change(self, item: Item, row: Any) -> None:
        item.record_id, item.version_before = row.id, row.version
        body = await self.importer.merge(self.uow, row, item.ready) if self.importer.merge else item.ready
        known = {name: value for name, value in body.items() if name in self.resource.update_schema.model_fields}
        patch = self._valid(item, self.resource.update_schema, known)
        if patch is None:
            return
        shown = self._shown.get(row.id) or await self.records.show_one(self.uow, row)
        row = await self.resource.on_update(self.uow, row, patch)
        await self.uow.flush()
        item.version, changed = row.version, {}
        # The version counts every change of a record and its parts, so an equal one needs no comparison.
        if item.version != item.version_before:
            self._shown[row.id] = await self.records.show_one(self.uow, row)
            before, after = (one.model_dump(mode="json") for one in (shown, self._shown[row.id]))
            changed = {n: before[n] for n in after if n not in SHOWN_OUTSIDE and before[n] != after[n]}
        item.ends("updated") if changed else item.ends("skipped", "unchanged", "Nothing to change.")
        item.before = changed or None
        await self._follow(item, row)
        item.version = row.version

    async def _follow(self, item: Item, row: Any) -> None:
        """Do what else comes with a row, and note what it says about it."""
        if self.importer.after is None:
            return
        note = await self.importer.after(self.uow, Written(self.import_id, row, item.body, self.options))
        if note and item.outcome:
            item.ends(item.outcome, *note)

    def _valid(self, item: Item, schema: Any, body: dict[str, Any]) -> Any:
        try:
            return schema.model_validate(body)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            item.ends("failed", "validation_failed", f"{where}: {first['msg']}")
            return None


def key_hash(key: str | None) -> bytes | None:
    """What is stored of a key: enough to see it again, not to read it."""
    return hashlib.sha256(key.encode()).digest() if key else None


def _is_about_rows(error: Exception) -> bool:
    """Whether a row caused it; a part of the product that is away or broken is the whole import's matter."""
    return not isinstance(error, Problem) or error.status < 500
