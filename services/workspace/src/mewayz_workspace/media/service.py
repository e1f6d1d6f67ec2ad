"""Use-cases of the media library."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit import tenants
from mewayz_kit.errors import Conflict, PaymentRequired, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.media.events import MediaDeleted
from mewayz_workspace.media.links import file_url, upload_url
from mewayz_workspace.media.models import Media, MediaFolder, MediaReference
from mewayz_workspace.media.rules import kind_of, refusal
from mewayz_workspace.media.schemas import (
    FolderCreate,
    FolderRead,
    MediaRead,
    MediaSnapshot,
    MediaUpdate,
    Presign,
    Presigned,
    VisitorUpload,
)
from mewayz_workspace.usage.rules import limit_of

UPLOAD_WITHIN = timedelta(hours=1)
LINK_SECONDS = 600
LIMIT, COUNTED = "workspace.media_gib", "workspace.media_bytes"


async def _with_links(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    used = await _uses(uow, [row["id"] for row in rows])
    return {row["id"]: {**links_of(uow, row), "used_by": used.get(row["id"], [])} for row in rows}


def links_of(uow: UnitOfWork, row: Mapping[str, Any]) -> dict[str, Any]:
    """URL of a file and its variants, as far as it is ready."""
    if row["state"] != "ready":
        return {"url": None, "variants": {}}

    def url(variant: str | None) -> str:
        public = row["visibility"] == "public"
        return file_url(uow.runtime, row["id"], variant=variant, public=public, seconds=LINK_SECONDS)

    variants = {name: {**found, "url": url(name)} for name, found in row["variants"].items()}
    return {"url": url(None), "variants": variants}


records = Records(Media, MediaRead, entity="media", extend=_with_links, tells=())
told = Records(Media, MediaSnapshot, entity="media", tells=("updated",))
folders = Records(MediaFolder, FolderRead, entity="media_folder")


async def presign(uow: UnitOfWork, data: Presign) -> Presigned:
    """Reserve the quota and hand out a URL for exactly these bytes; 402 `plan_limit_reached` without room."""
    return signed(uow, await reserve(uow, data))


async def presign_visitor(uow: UnitOfWork, data: VisitorUpload) -> Presigned:
    """The same for somebody who is no member; the file is private, and confirmed as soon as its bytes are there."""
    async with uow.within(workspace_id=data.workspace_id):
        about = data.model_dump(exclude={"workspace_id", "purpose"})
        row = await reserve(uow, Presign(**about, visibility="private"), purpose=data.purpose, by_visitor=True)
    return signed(uow, row)


def signed(uow: UnitOfWork, row: Media) -> Presigned:
    """Where to PUT the bytes of a reserved file."""
    url = upload_url(uow.runtime, row.id, row.declared_bytes, row.upload_until)
    return Presigned(id=row.id, upload_url=url, expires_at=row.upload_until)


async def reserve(uow: UnitOfWork, data: Presign, **more: Any) -> Media:
    """A file that is on its way, with room reserved for it."""
    if refused := refusal(data.content_type, data.bytes, data.purpose):
        pointer = "/bytes" if refused.code == "file_too_large" else "/content_type"
        raise Unprocessable.field(pointer, refused.code, refused.sentence)
    await _refuse_foreign_folder(uow, data.folder_id)
    await _reserve(uow, data.bytes)
    row = Media(
        **(data.model_dump(exclude={"content_type", "bytes"}) | more),
        declared_type=data.content_type,
        declared_bytes=data.bytes,
        charged=data.bytes,
        upload_until=uow.now + UPLOAD_WITHIN,
        created_by=uow.principal.user_id,
    )
    uow.add(row)
    await uow.flush()
    return row


async def update(uow: UnitOfWork, row: Media, patch: MediaUpdate) -> Media:
    """Rename, describe, move or publish a file."""
    fields = given(patch)
    if empty := [name for name in ("name", "visibility") if name in fields and fields[name] is None]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    await _refuse_foreign_folder(uow, fields.get("folder_id"))
    return await told.update(uow, row, patch)


async def delete(uow: UnitOfWork, row: Media) -> None:
    """Forget a file; 409 `media_in_use` names the records that use it."""
    if used := (await _uses(uow, [row.id])).get(row.id):
        raise Conflict("media_in_use", "Other records use this file.", used_by=used)
    await drop(uow, row, "deleted")
    uow.publish(MediaDeleted(id=row.id, name=row.name))


async def drop(uow: UnitOfWork, row: Media, state: str) -> None:
    """Give the quota back and let a job forget the bytes."""
    await charge(uow, row, 0)
    keys = [row.store_key, *(variant["key"] for variant in row.variants.values())]
    forget(uow, *(key for key in keys if key))
    row.state, row.deleted_at, row.store_key, row.variants = state, uow.now, None, {}
    await uow.flush()


async def charge(uow: UnitOfWork, row: Media, amount: int) -> None:
    """Let a file count with `amount` bytes from now on.

    Writing an image anew can make it larger than what was reserved; that cannot be refused any more, but it counts,
    and the next upload meets it.
    """
    if amount > row.charged:
        await tenants.claim(uow, COUNTED, amount - row.charged, limit=tenants.UNLIMITED)
    elif amount < row.charged:
        await tenants.release(uow, COUNTED, row.charged - amount)
    row.charged = amount


def forget(uow: UnitOfWork, *keys: str) -> None:
    """Delete stored bytes after the commit."""
    from mewayz_workspace.media.handlers import forget_file
    from mewayz_workspace.media.schemas import StoredFile

    for key in keys:
        uow.enqueue(forget_file, StoredFile(key=key))


async def forget_all(uow: UnitOfWork) -> int:
    """Delete the bytes of every file of the present workspace; answers how many."""
    rows: Sequence[Media] = await uow.all(sa.select(Media).where(col(Media.store_key).is_not(None)))
    for row in rows:
        forget(uow, str(row.store_key), *(variant["key"] for variant in row.variants.values()))
    return len(rows)


async def sweep(uow: UnitOfWork) -> int:
    """Expire uploads that never came or were never confirmed, and release what they had reserved."""
    with uow.unscoped("uploads end by the clock, in every workspace"):
        due: Sequence[Media] = await uow.all(
            sa.select(Media)
            .where(col(Media.state).in_(("presigned", "uploaded")), col(Media.upload_until) <= uow.now)
            .limit(100)
            .with_for_update()
        )
    for row in due:
        async with uow.within(workspace_id=row.workspace_id):
            await drop(uow, row, "expired")
    return len(due)


async def links(uow: UnitOfWork, *, workspace_id: UUID, ids: Sequence[UUID], seconds: int) -> dict[UUID, str]:
    """Signed or plain URLs of a workspace's own ready files; others are left out."""
    async with uow.within(workspace_id=workspace_id):
        rows = await uow.all(sa.select(Media).where(col(Media.id).in_(ids), col(Media.state) == "ready"))
    return {
        row.id: file_url(uow.runtime, row.id, variant=None, public=row.visibility == "public", seconds=seconds)
        for row in rows
    }


async def public_urls(uow: UnitOfWork, ids: Sequence[UUID], *, kind: str | None = None) -> dict[UUID, str]:
    """Plain URLs of the present workspace's ready, public files, if asked for only of one kind."""
    rows: Sequence[Media] = await uow.all(
        sa.select(Media).where(col(Media.id).in_(ids), col(Media.state) == "ready", col(Media.visibility) == "public")
    )
    return {
        row.id: file_url(uow.runtime, row.id, variant=None, public=True, seconds=LINK_SECONDS)
        for row in rows
        if kind is None or kind_of(row.content_type or "") == kind
    }


async def create_folder(uow: UnitOfWork, data: FolderCreate) -> MediaFolder:
    """A folder whose name is free on its level."""
    row = MediaFolder(name=data.name, parent_id=data.parent_id, parent_key=str(data.parent_id or "root"))
    return await folders.create(uow, row)


async def delete_folder(uow: UnitOfWork, row: MediaFolder) -> None:
    """Delete an empty folder; files and folders in it are never deleted by the way."""
    files = sa.select(col(Media.id)).where(col(Media.folder_id) == row.id, col(Media.deleted_at).is_(None))
    inner = sa.select(col(MediaFolder.id)).where(col(MediaFolder.parent_id) == row.id)
    if await uow.scalar(files.limit(1)) or await uow.scalar(inner.limit(1)):
        raise Conflict("folder_not_empty", "Move or delete what is in the folder first.")
    await uow.execute(sa.update(Media).where(col(Media.folder_id) == row.id).values(folder_id=None))
    await folders.delete(uow, row)


async def _reserve(uow: UnitOfWork, amount: int) -> None:
    """Claim bytes against the quota in GiB (2^30 bytes)."""
    limits = (await entitlements.current(uow)).limits
    limit = limit_of(COUNTED, limits)
    try:
        await tenants.claim(uow, COUNTED, amount, limit=limit)
    except PaymentRequired as refused:
        raise PaymentRequired(
            "plan_limit_reached",
            f"The plan allows {limits.get(LIMIT, 0)} GiB of media.",
            metric=LIMIT,
            used=refused.extra["used"],
            limit=limit,
            unit="bytes",
            upgrade=entitlements.UPGRADE,
        ) from None


async def _refuse_foreign_folder(uow: UnitOfWork, folder_id: UUID | None) -> None:
    if folder_id is not None and await uow.find(MediaFolder, folder_id) is None:
        raise Unprocessable.field("/folder_id", "unknown_reference", "There is no such folder.")


async def _uses(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[dict[str, str]]]:
    found: dict[UUID, list[dict[str, str]]] = {}
    for row in await uow.all(sa.select(MediaReference).where(col(MediaReference.media_id).in_(ids))):
        found.setdefault(row.media_id, []).append({"entity": row.entity, "record_id": row.record_id})
    return found
