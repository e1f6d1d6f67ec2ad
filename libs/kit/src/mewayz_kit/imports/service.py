"""Use-cases of imports: they check and move the state; `imports.jobs` does the work."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit import sheets
from mewayz_kit.errors import Gone, NotFound, PaymentRequired, TooLarge, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.imports.importer import Importer
from mewayz_kit.imports.jobs import Step, work_import
from mewayz_kit.imports.rows import Change, Plan
from mewayz_kit.imports.schemas import ImportField, ImportRead, ImportRow, MapImport
from mewayz_kit.imports.store import MACHINE, actor_of, file_key, home_of, load, save
from mewayz_kit.imports.suggesting import suggest
from mewayz_kit.schema import Page
from mewayz_kit.tabular import DELIMITERS, Inspector, Layout, csv_line, neutral, read_rows
from mewayz_kit.tenants import UNLIMITED
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

MAX_BYTES = 256 * 1024 * 1024
SAMPLE_ROWS, SAMPLE_CELL = 25, 200
SHOWN_ROWS = 5
"""People see what a file looks like; what its columns mean is read from a larger part of it."""
COUNTS = ("rows", "done", "created", "updated", "skipped", "failed", "reverted", "kept")


class Imports:
    """The imports of one resource."""

    def __init__(self, resource: "Resource") -> None:
        self.resource = resource
        self.importer = resource.importer

    async def upload(
        self, uow: UnitOfWork, chunks: AsyncIterator[bytes], file_name: str, *, has_header: bool | None
    ) -> ImportRead:
        """Keep a file and find out its layout; 422 when it holds no rows, 413 beyond 256 MiB.

        Of a workbook the text of its first sheet is kept, so everything that follows knows one kind of file.
        """
        import_id, files = new_id(), uow.runtime.files
        is_book, text = await sheets.as_text(chunks)
        inspector = Inspector()
        await files.put(file_key(import_id), _inspected(text, inspector))
        try:
            layout, sample = inspector.layout(has_header=has_header, delimiters="," if is_book else DELIMITERS)
            rows = await self._count(uow, import_id, layout)
            await self._within_plan(uow, rows)
            await uow.execute(
                sa.insert(uow.tables.imports).values(
                    id=import_id,
                    workspace_id=home_of(uow),
                    resource=self.resource.path,
                    state="uploaded",
                    run=0,
                    created_at=uow.now,
                    updated_at=uow.now,
                    actor=actor_of(uow),
                    file_name=file_name[:255],
                    layout=layout.model_dump(),
                    sample=[[cell[:SAMPLE_CELL] for cell in cells] for cells in sample[:SAMPLE_ROWS]],
                    rows=rows,
                )
            )
        except BaseException:
            await files.delete(file_key(import_id))
            raise
        return await self.read(uow, import_id)

    async def _count(self, uow: UnitOfWork, import_id: UUID, layout: Layout) -> int:
        chunks = uow.runtime.files.get(file_key(import_id), start=layout.start)
        return sum([1 async for _ in read_rows(chunks, layout, layout.start)])

    async def _within_plan(self, uow: UnitOfWork, rows: int) -> None:
        if self.importer.most is not None and rows > self.importer.most:
            raise TooLarge(detail=f"A file of this kind takes up to {self.importer.most} rows.")
        metric = self.importer.limit
        if metric is None:
            return
        tenant = await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)
        limit = tenant.limit(metric)
        if limit != UNLIMITED and rows > limit:
            raise PaymentRequired(
                "plan_limit_reached",
                f"The plan allows {limit} rows per file.",
                metric=metric,
                used=rows,
                limit=limit,
                upgrade="/api/v1/workspace/public/pricing",
            )

    async def get(self, uow: UnitOfWork, import_id: UUID, *, lock: bool = False) -> Any:
        """The stored import of this resource, or 404."""
        stored = await load(uow, import_id, lock=lock)
        if stored is None or stored.resource != self.resource.path:
            raise NotFound(detail="There is no import with this id.")
        return stored

    async def read(self, uow: UnitOfWork, import_id: UUID) -> ImportRead:
        """The answer for one import."""
        return self._show(await self.get(uow, import_id), await self.importer.present(uow))

    async def page(self, uow: UnitOfWork, *, limit: int, cursor: UUID | None) -> Page[ImportRead]:
        """Imports, newest first."""
        table = uow.tables.imports
        mine = sa.select(table).where(table.c.workspace_id == home_of(uow), table.c.resource == self.resource.path)
        mine = mine.where(table.c.id < cursor) if cursor else mine
        rows = (await uow.execute(mine.order_by(table.c.id.desc()).limit(limit + 1))).all()
        more = str(rows[limit - 1].id) if len(rows) > limit else None
        importer = await self.importer.present(uow)
        items = [self._show(row, importer) for row in rows[:limit]]
        return Page[ImportRead](items=items, next_cursor=more, total=None)

    async def map(self, uow: UnitOfWork, import_id: UUID, data: MapImport) -> ImportRead:
        """Settle what columns mean; a dry run follows."""
        stored = await self.get(uow, import_id, lock=True)
        state = MACHINE.next(stored.state, "map")
        _check_plan(await self.importer.present(uow), data, stored.layout["columns"])
        plan = Plan.model_validate(data.model_dump(mode="json")).model_dump()
        await self._restart(uow, stored, state=state, plan=plan, checking=False)
        return await self.read(uow, import_id)

    async def validate(self, uow: UnitOfWork, import_id: UUID) -> ImportRead:
        """Queue a dry run."""
        stored = await self.get(uow, import_id, lock=True)
        await self._restart(uow, stored, state=MACHINE.next(stored.state, "validate"), checking=True, enqueue=True)
        return await self.read(uow, import_id)

    async def start(self, uow: UnitOfWork, import_id: UUID) -> ImportRead:
        """Queue the real thing."""
        stored = await self.get(uow, import_id, lock=True)
        state = MACHINE.next(stored.state, "start")
        await self._within_plan(uow, stored.rows)
        await self._restart(uow, stored, state=state, actor=actor_of(uow), enqueue=True)
        return await self.read(uow, import_id)

    async def stop(self, uow: UnitOfWork, import_id: UUID) -> ImportRead:
        """End after the batch that is being worked; what was applied stays and can be reverted."""
        stored = await self.get(uow, import_id, lock=True)
        await save(uow, import_id, state=MACHINE.next(stored.state, "stop"))
        return await self.read(uow, import_id)

    async def revert(self, uow: UnitOfWork, import_id: UUID) -> ImportRead:
        """Queue taking back what was applied; records edited since are kept and listed."""
        stored = await self.get(uow, import_id, lock=True)
        await save(uow, import_id, state=MACHINE.next(stored.state, "revert"), actor=actor_of(uow))
        uow.enqueue(work_import, Step(import_id=import_id, run=stored.run), key=str(import_id))
        return await self.read(uow, import_id)

    async def rows(
        self, uow: UnitOfWork, import_id: UUID, *, outcome: Change | None, reverted: str | None, after: int, limit: int
    ) -> Page[ImportRow]:
        """Outcomes in the order of the file."""
        stored = await self.get(uow, import_id)
        table = uow.tables.import_rows
        found = sa.select(table).where(table.c.import_id == import_id, table.c.run == stored.run, table.c.row > after)
        found = found.where(table.c.outcome == outcome) if outcome else found
        found = found.where(table.c.reverted == reverted) if reverted else found
        rows = (await uow.execute(found.order_by(table.c.row).limit(limit + 1))).all()
        more = str(rows[limit - 1].row) if len(rows) > limit else None
        items = [ImportRow.model_validate(row) for row in rows[:limit]]
        return Page[ImportRow](items=items, next_cursor=more, total=None)

    async def errors(self, uow: UnitOfWork, import_id: UUID) -> AsyncIterator[str]:
        """The failed rows as they came, with row number, code and reason; to be corrected and sent again."""
        stored = await self.get(uow, import_id)
        layout, table = Layout.model_validate(stored.layout), uow.tables.import_rows
        yield csv_line([*map(neutral, layout.columns), "row", "code", "reason"])
        failed = sa.select(table.c.row, table.c.code, table.c.detail).where(
            table.c.import_id == import_id, table.c.run == stored.run, table.c.outcome == "failed"
        )
        chunks = uow.runtime.files.get(file_key(import_id), start=layout.start)
        source, number = read_rows(chunks, layout, layout.start), 0
        last = 0
        while page := (await uow.execute(failed.where(table.c.row > last).order_by(table.c.row).limit(1000))).all():
            for bad in page:
                while number < bad.row:
                    record, number = await anext(source), number + 1
                cells = [neutral(cell) for cell in record.cells or []]
                width = max(len(layout.columns), len(cells))
                cells += [""] * (width - len(cells))
                yield csv_line([*cells, str(bad.row), bad.code or "", neutral(bad.detail or "")])
            last = page[-1].row

    async def check_file(self, uow: UnitOfWork, import_id: UUID) -> None:
        """404 or 410 before an error file begins to leave."""
        await self.get(uow, import_id)
        if await uow.runtime.files.head(file_key(import_id)) is None:
            raise Gone(detail="The file of this import is not kept any more.")

    async def _restart(self, uow: UnitOfWork, stored: Any, *, enqueue: bool = False, **values: Any) -> None:
        """A new run from the first row; steps of the one before are void."""
        run = stored.run + 1
        zero = dict.fromkeys((*COUNTS[1:], "position"), 0)
        await save(uow, stored.id, run=run, error=None, **zero, **values)
        if enqueue:
            uow.enqueue(work_import, Step(import_id=stored.id, run=run), key=str(stored.id))

    def _show(self, stored: Any, importer: Importer) -> ImportRead:
        layout, plan = stored.layout, stored.plan or {}
        fields = [
            ImportField(name=n, description=text, required=n in importer.required, is_key=n in importer.keys)
            for n, text in importer.fields.items()
        ]
        shown = {name: getattr(stored, name) for name in ImportRead.model_fields if hasattr(stored, name)}
        return ImportRead(
            **shown | {"sample": stored.sample[:SHOWN_ROWS]},
            **{name: layout[name] for name in ("encoding", "delimiter", "has_header", "columns")},
            **{name: plan.get(name) for name in ("mapping", "mode", "upsert_key", "options")},
            fields=fields,
            suggested=suggest(importer, self.resource.create_schema, layout["columns"], stored.sample),
        )


async def _inspected(chunks: AsyncIterator[bytes], inspector: Inspector) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        inspector.see(chunk)
        if inspector.size > MAX_BYTES:
            raise TooLarge(detail="A file takes up to 256 MiB.")
        yield chunk
    inspector.see(b"", last=True)


def _check_plan(importer: Importer, data: MapImport, columns: Sequence[str]) -> None:
    fields = list(data.mapping.values())
    for column, name in data.mapping.items():
        pointer = "/mapping/" + column.replace("~", "~0").replace("/", "~1")
        if column not in columns:
            raise Unprocessable.field(pointer, "unknown_column", "The file has no such column.")
        if name not in importer.fields:
            raise Unprocessable.field(pointer, "unknown_field", f"There is no field {name}.")
        if fields.count(name) > 1:
            raise Unprocessable.field(pointer, "mapped_twice", f"{name} is mapped twice.")
    if data.mode != "create" and data.upsert_key is None:
        raise Unprocessable.field("/upsert_key", "missing", f"Mode {data.mode} needs a key.")
    if data.upsert_key is not None and (data.upsert_key not in importer.keys or data.upsert_key not in fields):
        raise Unprocessable.field("/upsert_key", "unknown_key", "This is no key, or no column is mapped to it.")
    absent = [name for name in importer.required if name not in fields]
    if absent and data.mode != "update" and data.upsert_key != "id":
        raise Unprocessable.field("/mapping", "required_field", f"Map a column to {', '.join(absent)}.")
