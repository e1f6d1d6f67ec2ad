"""What comes in: an installation makes each part once, hidden until all services are done, then shown or taken back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.events import Event, Handler, find_handlers, on
from mewayz_kit.problems import refusal
from mewayz_kit.templates.parts import AN_ID, PART, Part, PartRow, PartType, part_types
from mewayz_kit.tokens import ANONYMOUS
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.service import Service

SAID = {402, 403}
"""Status of refusals whose code says what the buyer can do; every other one is `schema_refused`."""
Answer = list[dict[str, str]]


class InstallationRequested(Event, type="marketplace.installation.requested.v1", subject="installation", public=False):
    """Make, replace or remove these parts; `id_map` holds the records of the parts before. `revoke` removes only what
    nobody has edited or uses."""

    installation: UUID
    mode: Literal["install", "update", "uninstall", "revoke"]
    parts: list[Part]
    id_map: dict[str, UUID]


class InstallationCompleted(Event, type="marketplace.installation.completed.v1", subject="installation", public=False):
    """Every part of every service is there: show them."""

    installation: UUID


class InstallationReverted(Event, type="marketplace.installation.reverted.v1", subject="installation", public=False):
    """A part has failed: take back what was made or replaced."""

    installation: UUID


def part_handlers(service: "Service") -> list[Handler]:
    """Who follows installations in a service that takes parts."""
    return find_handlers(globals(), __name__) if part_types(service) else []


@on(InstallationRequested)
async def follow_request(asked: InstallationRequested, uow: UnitOfWork) -> None:
    """Do all that is asked of this service, or nothing of it, and answer."""
    service = uow.runtime.service
    mine = [part for part in asked.parts if part.service == service.name]
    if not mine:
        return
    work = _bring if asked.mode in {"install", "update"} else _take_out
    try:
        async with uow.savepoint():
            made = await work(uow, asked, mine)
    except Exception as error:
        problem = refusal(error, metadata=service.base.metadata)
        code = problem.code if problem.status in SAID else "schema_refused"
        _answer(uow, "failed", asked.installation, asked.mode, code=code, detail=problem.sentence)
    else:
        _answer(uow, "completed", asked.installation, asked.mode, parts=made)


@on(InstallationCompleted)
async def show_parts(event: InstallationCompleted, uow: UnitOfWork) -> None:
    """Show what was hidden, and tell of it as of any new record."""
    for row in await _rows(uow, event.installation):
        kind, record = await _record(uow, row)
        if row.hidden and record is not None:
            await kind.set_hidden(uow, record, False)
            row.print = await kind.print(uow, record)
            await kind.records.tell(uow, record, "created")
        row.hidden, row.before = False, None


@on(InstallationReverted)
async def take_back(event: InstallationReverted, uow: UnitOfWork) -> None:
    """Remove what nobody has seen, and undo what was replaced unless somebody has edited it since."""
    undone: Answer = []
    for row in reversed(await _rows(uow, event.installation)):
        kind, record = await _record(uow, row)
        if row.hidden:
            undone.append(await _discard(uow, row, kind, record))
        elif row.before is not None:
            if _is_there(record) and await kind.print(uow, record) == row.print:
                await kind.replace(uow, record, row.before)
                row.print = await kind.print(uow, record)
                undone.append(_said(row, "restored"))
            row.before = None
    _answer(uow, "completed", event.installation, "revert", parts=undone)


async def _bring(uow: UnitOfWork, asked: InstallationRequested, parts: Sequence[Part]) -> Answer:
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    tenant.refuse_when_closed(ANONYMOUS, None)
    rows = {row.part_id: row for row in await _rows(uow, asked.installation)}
    ids = {name: str(one) for name, one in asked.id_map.items()}
    hidden = [await _record(uow, row) for row in rows.values() if row.hidden]
    for kind, record in hidden:  # parts of this stage may refer to them
        await kind.set_hidden(uow, record, False)
    said: Answer = []
    for part in parts:
        kind = _kind(uow, part.type)
        tenant.require_feature(kind.feature)
        payload, row, outcome = _resolved(part.payload, ids), rows.get(part.part_id), "created"
        if row is None:
            with _hushed(uow):
                record = await kind.make(uow, payload)
            hidden.append((kind, record))
            about = {"part_id": part.part_id, "type": part.type, "record_id": record.id}
            row = uow.add(_model(uow)(installation_id=asked.installation, print=await kind.print(uow, record), **about))
        elif asked.mode == "update" and not row.hidden:
            outcome = await _replace(uow, row, payload)
        ids[part.part_id] = str(row.record_id)
        said.append(_said(row, outcome))
    for kind, record in hidden:
        await kind.set_hidden(uow, record, True)
    await uow.flush()
    return said


async def _replace(uow: UnitOfWork, row: PartRow, payload: dict[str, Any]) -> str:
    """An update takes the place of what nobody has touched; what is edited, used or deleted stays as it is."""
    kind, record = await _record(uow, row)
    if not _is_there(record) or await _is_theirs(uow, row, kind, record):
        return "kept"
    row.before = row.before or await kind.plain(uow, record)
    await kind.replace(uow, record, payload)
    row.print = await kind.print(uow, record)
    return "replaced"


async def _take_out(uow: UnitOfWork, asked: InstallationRequested, parts: Sequence[Part]) -> Answer:
    """The other way round, so that nothing is removed that another part still refers to."""
    named, said = {part.part_id for part in parts}, list[dict[str, str]]()
    for row in reversed(await _rows(uow, asked.installation)):
        if row.part_id not in named:
            continue
        kind, record = await _record(uow, row)
        if row.hidden:
            said.append(await _discard(uow, row, kind, record))
        elif asked.mode == "revoke" and _is_there(record) and await _is_theirs(uow, row, kind, record):
            said.append(_said(row, "kept"))
        else:
            said.append(await _remove(uow, row, kind, record))
    return said


async def _remove(uow: UnitOfWork, row: PartRow, kind: PartType, record: Any) -> dict[str, str]:
    try:
        if _is_there(record):
            async with uow.savepoint():
                await kind.remove(uow, record)
    except Conflict:  # something else of the workspace needs it by now
        return _said(row, "kept")
    await uow.session.delete(row)
    return _said(row, "removed")


async def _is_theirs(uow: UnitOfWork, row: PartRow, kind: PartType, record: Any) -> bool:
    return await kind.print(uow, record) != row.print or await kind.in_use(uow, record)


async def _discard(uow: UnitOfWork, row: PartRow, kind: PartType, record: Any) -> dict[str, str]:
    """Nobody has seen it, so nobody is told and nothing is left; its place in the plan is free again."""
    if record is not None:
        await kind.set_hidden(uow, record, False)
        with _hushed(uow):
            await kind.remove(uow, record)
        await uow.session.delete(record)
    await uow.session.delete(row)
    await uow.flush()
    return _said(row, "removed")


def _resolved(value: Any, ids: Mapping[str, str]) -> Any:
    """A payload with the ids of this workspace where it names parts; one that brings ids of its own is refused."""
    if isinstance(value, dict) and value.keys() == {PART}:
        name = str(value[PART])
        if name not in ids:
            raise Unprocessable(detail=f"There is no part {name[:64]} before this one.")
        return ids[name]
    if isinstance(value, dict):
        return {name: _resolved(one, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [_resolved(one, ids) for one in value]
    if isinstance(value, str) and AN_ID.search(value):
        raise Unprocessable(detail="A part brings no ids of another workspace.")
    return value


def _kind(uow: UnitOfWork, type_: str) -> PartType:
    known = part_types(uow.runtime.service).get(type_)
    if known is None:
        raise Unprocessable(detail=f"There are no parts of the type {type_[:60]} here.")
    return known


def _model(uow: UnitOfWork) -> type[PartRow]:
    mappers = uow.runtime.service.base._sa_registry.mappers
    return next(mapper.class_ for mapper in mappers if issubclass(mapper.class_, PartRow))


async def _rows(uow: UnitOfWork, installation: UUID) -> Sequence[PartRow]:
    """Its parts in the order in which they were made; installations of one workspace follow each other."""
    tenants, model = uow.tables.workspaces, _model(uow)
    held = sa.select(tenants.c.workspace_id).where(tenants.c.workspace_id == uow.workspace_id)
    await uow.execute(held.with_for_update())
    mine = sa.select(model).where(col(model.installation_id) == installation)
    return await uow.all(mine.order_by(col(model.record_id)))


async def _record(uow: UnitOfWork, row: PartRow) -> tuple[PartType, Any]:
    kind = part_types(uow.runtime.service)[row.type]
    model = kind.records.model
    return kind, await uow.scalar(sa.select(model).where(model.id == row.record_id).with_for_update())


def _is_there(record: Any) -> bool:
    return record is not None and record.deleted_at is None


def _said(row: PartRow, outcome: str) -> dict[str, str]:
    return {"part_id": row.part_id, "id": str(row.record_id), "outcome": outcome}


def _answer(uow: UnitOfWork, outcome: str, installation: UUID, mode: str, **said: Any) -> None:
    type_ = f"{uow.runtime.service.name}.installation_part.{outcome}.v1"
    uow.emit(type_, {"installation": str(installation), "mode": mode, **said}, subject=str(installation), public=False)


@contextmanager
def _hushed(uow: UnitOfWork) -> Iterator[None]:
    uow.hushed = True
    try:
        yield
    finally:
        uow.hushed = False
