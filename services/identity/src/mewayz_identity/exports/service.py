"""Making an export: ask every service, collect the parts, join them, keep the archive for seven days.

Each step is one transaction and each wait has a timer, so a process that ends in the middle loses nothing: the
next one goes on with the rows and parts that are there.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import page_url, settings_of
from mewayz_identity.exports import rules
from mewayz_identity.exports.archive import PartChanged, store_archive
from mewayz_identity.exports.events import ExportCompleted, ExportRequested
from mewayz_identity.exports.models import DataExport
from mewayz_identity.exports.rules import EXPORT
from mewayz_identity.exports.schemas import ExportRead, ExportStep, StoredArchive
from mewayz_identity.mails import service as mails
from mewayz_identity.security_events import service as security_events
from mewayz_identity.users import service as users
from mewayz_kit.errors import Conflict, Gone
from mewayz_kit.inbox import Work
from mewayz_kit.paging import ListRules
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

BATCH = 100


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    services = settings_of(uow.runtime).services
    waiting = {"queued", "collecting"}
    return {
        row["id"]: {"missing": rules.missing(row["parts"], services) if row["state"] in waiting else []} for row in rows
    }


RECORDS = Records(DataExport, ExportRead, entity="export", extend=_about, tells=())
LIST = ListRules(DataExport, tuple(ExportRead.model_fields), filter=("state",))


async def request(uow: UnitOfWork) -> ExportRead:
    """Begin an export of the caller's data; 409 `export_running` while one is being made."""
    row = DataExport(state="queued", running_key=uow.user_id, deadline=uow.now + rules.TIMEOUT, parts={})
    uow.add(row)
    await uow.flush()
    _begin(uow, row)
    security_events.record(uow, "export.requested", user_id=uow.user_id, export=str(row.id))
    return await RECORDS.show_one(uow, row)


async def retry(uow: UnitOfWork, export_id: UUID) -> ExportRead:
    """Begin a failed export again, with another 24 hours."""
    row = await RECORDS.get(uow, export_id, lock=True)
    EXPORT.demand(row, "retry")
    row.running_key, row.deadline, row.parts, row.asked_at = uow.user_id, uow.now + rules.TIMEOUT, {}, None
    await uow.flush()
    _begin(uow, row)
    return await RECORDS.show_one(uow, row)


def _begin(uow: UnitOfWork, row: DataExport) -> None:
    # The jobs' functions are looked up when needed: handlers may import services, never the other way round.
    from mewayz_identity.exports.handlers import collect_parts, give_up_export

    step = ExportStep(export_id=row.id)
    uow.enqueue(collect_parts, step, key=str(row.id))
    uow.enqueue(give_up_export, step, key=str(row.id), at=row.deadline)


async def collect(uow: UnitOfWork, export_id: UUID) -> None:
    """Ask every service for its part."""
    row = await _locked(uow, export_id)
    if row is not None and row.state == "queued":
        async with uow.within(user_id=row.user_id):
            EXPORT.move(row, "collect")
            _ask(uow, row)


def _ask(uow: UnitOfWork, row: DataExport) -> None:
    row.asked_at = uow.now
    uow.publish(ExportRequested(export=row.id, user=row.user_id, deadline=row.deadline))


async def ask_again(uow: UnitOfWork) -> None:
    """Ask services whose part has been missing for an hour."""
    late = sa.select(col(DataExport.id)).where(
        col(DataExport.state) == "collecting", col(DataExport.asked_at) <= uow.now - rules.ASK_AGAIN
    )
    with uow.unscoped("exports of everybody wait for parts"):
        found = await uow.all(late.limit(BATCH))
    for export_id in found:
        row = await _locked(uow, export_id)
        if row is not None and row.state == "collecting":
            async with uow.within(user_id=row.user_id):
                _ask(uow, row)


async def note_part(uow: UnitOfWork, service: str, data: Mapping[str, Any]) -> None:
    """Keep what a service has handed over; with the last part the archive is made."""
    from mewayz_identity.exports.handlers import make_archive

    row = await _locked(uow, UUID(str(data["export"])))
    services = settings_of(uow.runtime).services
    if row is None or row.state != "collecting" or service not in services:
        return
    async with uow.within(user_id=row.user_id):
        part = {name: data[name] for name in ("file", "sha256", "bytes", "counts")}
        row.parts = {**row.parts, service: part}
        if not rules.missing(row.parts, services):
            uow.enqueue(make_archive, ExportStep(export_id=row.id), key=str(row.id))


async def finish(work: Work, export_id: UUID) -> None:
    """Join the parts and announce the archive. Run twice, it makes the same archive again and announces it once."""
    async with work.uow(writes=False) as uow:
        row = await _find(uow, export_id)
        services = settings_of(uow.runtime).services
    if row is None or row.state != "collecting" or rules.missing(row.parts, services):
        return
    files, key = work.runtime.files, file_key(export_id)
    try:
        made = await store_archive(files, key, export=row.id, user=row.user_id, at=work.now, parts=row.parts)
    except (PartChanged, FileNotFoundError):
        async with work.uow() as uow:
            await _collect_anew(uow, export_id)
        return
    async with work.uow() as uow:
        row = await _locked(uow, export_id)
        if row is not None and row.state == "collecting":
            async with uow.within(user_id=row.user_id):
                await _announce(uow, row, size=made.size, sha256=made.sha256)
            return
    await files.delete(key)


async def _collect_anew(uow: UnitOfWork, export_id: UUID) -> None:
    row = await _locked(uow, export_id)
    if row is not None and row.state == "collecting":
        async with uow.within(user_id=row.user_id):
            row.parts = {}
            _ask(uow, row)


async def _announce(uow: UnitOfWork, row: DataExport, *, size: int, sha256: str) -> None:
    from mewayz_identity.exports.handlers import expire_export

    EXPORT.move(row, "finish")
    row.running_key, row.size, row.sha256 = None, size, sha256
    row.ready_at, row.expires_at = uow.now, uow.now + rules.KEPT
    user = await users.get(uow, row.user_id)
    uow.publish(ExportCompleted(export=row.id, user=user.id, bytes=size, expires_at=row.expires_at))
    uow.enqueue(expire_export, ExportStep(export_id=row.id), key=str(row.id), at=row.expires_at)
    mails.notice(uow, "export_ready", user, link=page_url(uow.runtime, "/settings/privacy"))


async def give_up(uow: UnitOfWork, export_id: UUID) -> None:
    """An export that is not ready at its deadline has failed; it can be begun again."""
    row = await _locked(uow, export_id)
    if row is None or row.running_key is None or row.deadline > uow.now:
        return
    async with uow.within(user_id=row.user_id):
        EXPORT.move(row, "give_up")
        row.running_key = None
        security_events.record(uow, "export.failed", user_id=row.user_id, outcome="failed", export=str(row.id))
        user = await users.find(uow, row.user_id)
        if user is not None and user.status != "deleted":
            mails.notice(uow, "export_failed", user, link=page_url(uow.runtime, "/settings/privacy"))


async def expire(uow: UnitOfWork, export_id: UUID) -> None:
    """After seven days the archive is gone."""
    row = await _locked(uow, export_id)
    if row is not None and row.state == "ready" and row.expires_at is not None and row.expires_at <= uow.now:
        async with uow.within(user_id=row.user_id):
            EXPORT.move(row, "expire")
            _forget_file(uow, row.id)


async def download(uow: UnitOfWork, export_id: UUID) -> AsyncIterator[bytes]:
    """The archive of one of the caller's exports; 409 `export_not_ready`, 410 after its seven days."""
    async with uow.apart(writes=False) as reading:
        row = await RECORDS.get(reading, export_id)
    if row.state in {"queued", "collecting", "failed"}:
        raise Conflict("export_not_ready", f"This export is {row.state}.")
    files, key = uow.runtime.files, file_key(export_id)
    if row.expires_at is None or row.expires_at <= uow.now or await files.head(key) is None:
        raise Gone("export_expired", "An archive is kept for seven days; make a new export.")
    async with uow.apart() as unit:
        security_events.record(unit, "export.downloaded", user_id=uow.user_id, export=str(export_id))
    return files.get(key)


async def forget(uow: UnitOfWork, user_id: UUID) -> int:
    """The archives of a person go; the rows are removed by the chassis."""
    async with uow.within(user_id=user_id):
        ids = await uow.all(sa.select(col(DataExport.id)))
    for export_id in ids:
        _forget_file(uow, export_id)
    return len(ids)


def _forget_file(uow: UnitOfWork, export_id: UUID) -> None:
    from mewayz_identity.exports.handlers import forget_archive

    uow.enqueue(forget_archive, StoredArchive(key=file_key(export_id)))


def file_key(export_id: UUID) -> str:
    """Where the archive of an export is kept."""
    return f"exports/{export_id}.zip"


async def _find(uow: UnitOfWork, export_id: UUID, *, lock: bool = False) -> DataExport | None:
    with uow.unscoped("the message names the export"):
        return await uow.find(DataExport, export_id, lock=lock)


async def _locked(uow: UnitOfWork, export_id: UUID) -> DataExport | None:
    return await _find(uow, export_id, lock=True)
