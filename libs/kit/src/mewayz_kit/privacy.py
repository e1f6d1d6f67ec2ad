"""What every service answers when a person leaves, asks for their data, or a workspace is purged.

The default walks the tables: rows that name a person in `user_id` are erased (and exported, where they are
`UserScoped`), rows that name a workspace in `workspace_id` are purged. A table that must stay says why
(`__retained__ = "…"`) and is left alone.
What the default cannot know, a feature says in its `handlers.py`::

    @check_erasure
    async def no_open_orders(uow: UnitOfWork, user_id: UUID) -> Sequence[Blocker]: ...
    @erase_user
    async def forget_names(uow: UnitOfWork, person: Person) -> Mapping[str, int]: ...
    @export_user
    async def orders_of(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]: ...
    @purge_workspace
    async def forget_files(uow: UnitOfWork, workspace_id: UUID) -> Mapping[str, int]: ...

Hooks run before the default. Each answer is given again when it is asked for again, and a tombstone keeps events of
a purged workspace from bringing anything back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel

from mewayz_kit.actions import memory_of
from mewayz_kit.events import Event, job, on
from mewayz_kit.imports.store import file_key
from mewayz_kit.inbox import Work
from mewayz_kit.portable import insert_ignore
from mewayz_kit.privacy_export import Tables, write_part
from mewayz_kit.privacy_tables import owned, release_children
from mewayz_kit.retention import by_key
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

BATCH = 1000
SLICE_SECONDS = 20
PART_KEPT = timedelta(days=7)
_ATTRIBUTE = "__mewayz_privacy__"
Hook = TypeVar("Hook", bound=Callable[..., Awaitable[Any]])


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who leaves: `pseudonym` may stand where the name stood."""

    user_id: UUID
    pseudonym: str


class Blocker(BaseModel):
    """Why a person cannot be erased yet; `ref` names the record."""

    code: str
    title: str
    ref: str


class CheckRequested(Event, type="identity.erasure.check_requested.v1", subject="user", public=False):
    """Could this person be erased now?"""

    erasure: UUID
    user: UUID


class UserDeleted(Event, type="identity.user.deleted.v1", subject="user", public=False):
    """Erase this person; nothing stops it any more."""

    erasure: UUID
    user: UUID
    pseudonym: str


class ExportRequested(Event, type="identity.export.requested.v1", subject="user", public=False):
    """Hand over what you hold about this person."""

    export: UUID
    user: UUID


class Purge(BaseModel):
    """Go on purging."""

    workspace_id: UUID


class Part(BaseModel):
    """A file in the exchange area."""

    key: str


def check_erasure(function: Hook) -> Hook:
    """`(uow, user_id)` → the blockers."""
    return _declare(function, "check")


def erase_user(function: Hook) -> Hook:
    """`(uow, person)` → how many of what were erased or made anonymous."""
    return _declare(function, "erase")


def export_user(function: Hook) -> Hook:
    """`(uow, user_id)` → further tables of the export: name → rows."""
    return _declare(function, "export")


def purge_workspace(function: Hook) -> Hook:
    """`(uow, workspace_id)` → how many of what were purged or made anonymous."""
    return _declare(function, "purge")


def _declare(function: Hook, kind: str) -> Hook:
    setattr(function, _ATTRIBUTE, kind)
    return function


def find_hooks(namespace: Mapping[str, Any], module: str) -> list[Callable[..., Awaitable[Any]]]:
    """The privacy hooks defined in a module (not the ones it imports)."""
    return [value for value in namespace.values() if hasattr(value, _ATTRIBUTE) and value.__module__ == module]


def _hooks(uow: UnitOfWork, kind: str) -> Iterator[Callable[..., Awaitable[Any]]]:
    for feature in uow.runtime.service.features:
        yield from (hook for hook in feature.hooks if getattr(hook, _ATTRIBUTE) == kind)


def _answer(uow: UnitOfWork, what: str, subject: UUID, data: Mapping[str, Any]) -> None:
    uow.emit(f"{uow.runtime.service.name}.{what}.v1", dict(data), subject=str(subject), public=False)


# --- a person -----------------------------------------------------------------------------------------------


@on(CheckRequested)
async def check_person(event: CheckRequested, uow: UnitOfWork) -> None:
    """Say whether anything here stands against erasing a person; changes nothing."""
    blockers = [blocker for hook in _hooks(uow, "check") for blocker in await hook(uow, event.user)]
    shown = [blocker.model_dump() for blocker in blockers]
    answer = {"erasure": str(event.erasure), "clear": not shown, "blockers": shown}
    _answer(uow, "erasure.checked", event.erasure, answer)


@on(UserDeleted)
async def erase_person(event: UserDeleted, uow: UnitOfWork) -> None:
    """Erase a person in one transaction, once; asked again, the same answer."""
    table = uow.tables.tombstones
    mine = sa.select(table.c.answer).where(table.c.kind == "user", table.c.id == event.user)
    counts: dict[str, int] | None = await uow.scalar(mine.with_for_update())
    if counts is None:
        person = Person(event.user, event.pseudonym)
        counts = {}
        for hook in _hooks(uow, "erase"):
            _add(counts, await hook(uow, person))
        with uow.unscoped("walks tables, and names the person in every statement"):
            for rows in owned(uow, "user_id"):
                await release_children(uow, rows, rows.c.user_id == event.user)
                gone = await uow.execute(sa.delete(rows).where(rows.c.user_id == event.user))
                _add(counts, {str(rows.name): gone.rowcount})
        stone = {"kind": "user", "id": event.user, "erased_at": uow.now, "answer": counts}
        await uow.execute(sa.insert(table).values(**stone))
    _answer(uow, "erasure.completed", event.erasure, {"erasure": str(event.erasure), "counts": counts})


@on(ExportRequested)
async def export_person(event: ExportRequested, work: Work) -> None:
    """Write what is held about a person to the exchange area, where identity collects the parts."""
    async with work.uow(writes=False) as uow, uow.within(user_id=event.user):
        tables: Tables = {}
        for table in owned(uow, "user_id", retained=True):
            if table.info.get("scope") != "user":
                continue
            with uow.unscoped("walks tables, and names the person in every statement"):
                rows = await uow.execute(sa.select(table).where(table.c.user_id == event.user))
            tables[str(table.name)] = [dict(row) for row in rows.mappings()]
        for hook in _hooks(uow, "export"):
            tables |= await hook(uow, event.user)
        service = uow.runtime.service.name
    key = f"{service}/export-{event.export}.zip"
    digest, size = await write_part(work.runtime.files.exchange, key, tables)
    counts = {name: len(rows) for name, rows in tables.items()}
    async with work.uow() as uow:
        answer = {"export": str(event.export), "file": key, "sha256": digest, "bytes": size, "counts": counts}
        _answer(uow, "export_part.ready", event.export, answer)
        uow.enqueue(forget_part, Part(key=key), delay=PART_KEPT, dedupe=key)


@job
async def forget_part(part: Part, work: Work) -> None:
    """A part is kept seven days."""
    await work.runtime.files.exchange.delete(part.key)


# --- a workspace --------------------------------------------------------------------------------------------


@on("workspace.workspace.purge_requested.v1")
async def begin_purge(envelope: Envelope, uow: UnitOfWork) -> None:
    """Set the tombstone, so that nothing comes back, and purge step by step; asked again, the same receipt."""
    workspace_id = envelope.workspaceid or UUID(envelope.data["id"])
    table = uow.tables.tombstones
    mine = (table.c.kind == "workspace") & (table.c.id == workspace_id)
    stone = {"kind": "workspace", "id": workspace_id, "erased_at": uow.now, "answer": {"done": False, "counts": {}}}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**stone))
    answer = await uow.scalar(sa.select(table.c.answer).where(mine))
    async with uow.within(workspace_id=workspace_id):
        if answer["done"]:
            _receipt(uow, workspace_id, answer["counts"])
        else:
            uow.enqueue(purge, Purge(workspace_id=workspace_id), key=str(workspace_id))
    uow.after_commit(lambda: uow.runtime.tenants.forget(workspace_id))


def _receipt(uow: UnitOfWork, workspace_id: UUID, counts: Mapping[str, int]) -> None:
    _answer(uow, "purge.completed", workspace_id, {"workspace": str(workspace_id), "counts": counts})


@job(held=False)
async def purge(step: Purge, work: Work) -> None:
    """Purge batches for one slice of time; the last one gives the receipt."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SLICE_SECONDS
    finished = False
    while not finished and loop.time() < until:
        async with work.uow() as uow, uow.within(workspace_id=step.workspace_id):
            table = uow.tables.tombstones
            mine = (table.c.kind == "workspace") & (table.c.id == step.workspace_id)
            answer = await uow.scalar(sa.select(table.c.answer).where(mine).with_for_update())
            if answer["done"]:
                return
            counts, before = dict(answer["counts"]), dict(answer["counts"])
            if not answer.get("hooks"):
                for hook in _hooks(uow, "purge"):
                    _add(counts, await hook(uow, step.workspace_id))
            with uow.unscoped("walks tables, and names the workspace in every statement"):
                removed = await _purge_batch(uow, step.workspace_id, counts)
            finished = not removed and counts == before
            if finished:
                _receipt(uow, step.workspace_id, counts)
            done = {"done": finished, "hooks": True, "counts": counts}
            await uow.execute(sa.update(table).where(mine).values(answer=done))
    if not finished:
        async with work.uow() as uow, uow.within(workspace_id=step.workspace_id):
            uow.enqueue(purge, step, key=str(step.workspace_id))


async def _purge_batch(uow: UnitOfWork, workspace_id: UUID, counts: dict[str, int]) -> int:
    """Remove up to a batch of rows of the first table that still has some."""
    for table in owned(uow, "workspace_id"):
        key = tuple(table.primary_key.columns)
        some = sa.select(*key).where(table.c.workspace_id == workspace_id).limit(BATCH)
        found = [tuple(row) for row in await uow.execute(some)]
        if found:
            these = by_key(key, found)
            await release_children(uow, table, these)
            await uow.execute(sa.delete(table).where(these))
            _add(counts, {str(table.name): len(found)})
            return len(found)
    return await _purge_chassis(uow, workspace_id, counts)


async def _purge_chassis(uow: UnitOfWork, workspace_id: UUID, counts: dict[str, int]) -> int:
    tables = uow.tables
    mine = sa.select(tables.imports.c.id).where(tables.imports.c.workspace_id == workspace_id).limit(20)
    imports = (await uow.execute(mine)).scalars().all()
    for import_id in imports:
        await uow.runtime.files.delete(file_key(import_id))
    await uow.execute(sa.delete(tables.import_rows).where(tables.import_rows.c.import_id.in_(imports)))
    await uow.execute(sa.delete(tables.imports).where(tables.imports.c.id.in_(imports)))
    _add(counts, {"imports": len(imports)})
    keys = tables.idempotency
    await uow.execute(sa.delete(keys).where(keys.c.scope == memory_of(workspace_id)))
    for table in (tables.usage, tables.workspaces):
        await uow.execute(sa.delete(table).where(table.c.workspace_id == workspace_id))
    return len(imports)


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        if number:
            counts[name] = counts.get(name, 0) + number
