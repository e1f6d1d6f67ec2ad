"""Bytes in: the signed upload and its confirmation. Neither holds a transaction while bytes move."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Conflict, InvalidTransition, NotFound, Problem, TooLarge, Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media import scanner, service
from mewayz_workspace.media.events import MediaReady, MediaRejected
from mewayz_workspace.media.images import BadImage, process
from mewayz_workspace.media.links import Ticket, read_ticket
from mewayz_workspace.media.models import Media
from mewayz_workspace.media.rules import HEAD, kind_of, settle, sniff


class Meter:
    """Counts, hashes and remembers the beginning of a stream; stops it at one byte too many."""

    def __init__(self, source: AsyncIterator[bytes], limit: int) -> None:
        self._source = source
        self._limit = limit
        self._hash = hashlib.sha256()
        self.size = 0
        self.head = b""
        self.problem: Problem | None = None

    @property
    def sha256(self) -> str:
        """Of everything so far."""
        return self._hash.hexdigest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._source:
            self.size += len(chunk)
            if self.size > self._limit:
                self.problem = TooLarge(detail=f"This upload takes exactly {self._limit} bytes.")
                raise self.problem
            self._hash.update(chunk)
            if len(self.head) < HEAD:
                self.head += chunk[: HEAD - len(self.head)]
            if chunk:
                yield chunk


async def receive(uow: UnitOfWork, token: str, body: AsyncIterator[bytes]) -> None:
    """Store the bytes of a signed upload, once; another length is refused and nothing is kept."""
    ticket = read_ticket(uow.runtime, token)
    row = await _awaited(uow, ticket)
    key = f"media/{row.workspace_id}/{row.id}/{new_token(9)}"
    meter = Meter(body, ticket.size)
    try:
        await uow.runtime.files.put(key, meter.__aiter__())
    except Exception as error:
        if meter.problem is not None:
            raise meter.problem from error
        raise
    if meter.size != ticket.size:
        await uow.runtime.files.delete(key)
        raise Unprocessable("length_mismatch", f"{ticket.size} bytes were announced, {meter.size} came.")
    if not await take(uow, row, key, meter):
        await uow.runtime.files.delete(key)
        raise Conflict("already_uploaded", "The bytes of this upload are here already.")
    if row.by_visitor:
        await _confirm_later(uow, row)


async def confirm(uow: UnitOfWork, media_id: UUID) -> Media:
    """Look at what came: sniff the type, write images anew, make variants; then it is ready, or rejected.

    Confirming again changes nothing.
    """
    async with uow.apart(writes=False) as reading:
        seen = await service.records.get(reading, media_id)
    if seen.state in {"ready", "rejected"}:
        return seen
    if seen.state != "uploaded" or seen.store_key is None:
        raise InvalidTransition("media", seen.state, "confirm")
    content_type = settle(seen.declared_type, sniff(seen.head or b""))
    if content_type is None:
        return await _reject(uow, media_id, "type_mismatch")
    scan = await scanner.scan(uow.runtime, seen.store_key, seen.bytes or 0)
    if scan == scanner.INFECTED:
        return await _reject(uow, media_id, "malware_found")
    if kind_of(content_type) != "image":
        return await _finish(uow, media_id, content_type, {}, scan)
    data = b"".join([chunk async for chunk in uow.runtime.files.get(seen.store_key)])
    try:
        encoded = await asyncio.to_thread(process, data, content_type)
    except BadImage as error:
        return await _reject(uow, media_id, str(error))
    stored = {}
    for name, image in encoded.items():
        key = f"{seen.store_key}-{name}"
        await uow.runtime.files.put(key, image.data)
        about = {"content_type": image.content_type, "width": image.width, "height": image.height}
        stored[name] = about | {"key": key, "bytes": len(image.data), "sha256": hashlib.sha256(image.data).hexdigest()}
    return await _finish(uow, media_id, content_type, stored, scan)


async def _confirm_later(uow: UnitOfWork, row: Media) -> None:
    from mewayz_workspace.media.handlers import confirm_upload
    from mewayz_workspace.media.schemas import Uploaded

    async with uow.within(workspace_id=row.workspace_id):
        uow.enqueue(confirm_upload, Uploaded(media_id=row.id), dedupe=str(row.id))


async def _awaited(uow: UnitOfWork, ticket: Ticket) -> Media:
    """The presigned row of a ticket, read without keeping a transaction open."""
    async with uow.apart(writes=False) as reading:
        with reading.unscoped("the signed upload URL names no workspace"):
            row = await reading.find(Media, ticket.media_id)
    if row is None:
        raise NotFound(detail="There is no such upload.")
    if row.state != "presigned":
        raise Conflict("already_uploaded", "The bytes of this upload are here already.")
    return row


async def take(uow: UnitOfWork, row: Media, key: str, meter: Meter) -> bool:
    """presigned → uploaded; of two parallel uploads one wins."""
    async with uow.within(workspace_id=row.workspace_id):
        done = await uow.execute(
            sa.update(Media)
            .where(col(Media.id) == row.id, col(Media.state) == "presigned")
            .values(
                state="uploaded",
                store_key=key,
                bytes=meter.size,
                sha256=meter.sha256,
                head=meter.head,
                upload_until=uow.now + service.UPLOAD_WITHIN,
                updated_at=uow.now,
                version=col(Media.version) + 1,
            )
            .execution_options(synchronize_session=False)
        )
    return bool(done.rowcount == 1)


async def _uploaded(uow: UnitOfWork, media_id: UUID) -> Media | None:
    """The row for the last step, or None when a parallel confirmation was faster."""
    row = await service.records.get(uow, media_id, lock=True)
    return row if row.state == "uploaded" else None


async def _reject(uow: UnitOfWork, media_id: UUID, reason: str) -> Media:
    row = await _uploaded(uow, media_id)
    if row is None:
        return await service.records.get(uow, media_id)
    if row.store_key:
        service.forget(uow, row.store_key)
    await service.charge(uow, row, 0)
    row.state, row.reject_reason, row.store_key, row.head = "rejected", reason, None, None
    await uow.flush()
    uow.publish(MediaRejected(id=row.id, name=row.name, reason=reason))
    return row


async def _finish(
    uow: UnitOfWork, media_id: UUID, content_type: str, stored: dict[str, dict[str, object]], scan: str
) -> Media:
    row = await _uploaded(uow, media_id)
    if row is None:
        return await service.records.get(uow, media_id)
    original = stored.pop("original", None)
    if original is not None:
        service.forget(uow, str(row.store_key))
        row.store_key, row.sha256 = str(original["key"]), str(original["sha256"])
        row.bytes, row.width, row.height = (int(str(original[name])) or None for name in ("bytes", "width", "height"))
    row.scan = scan
    row.state, row.content_type, row.variants, row.head = "ready", content_type, stored, None
    await service.charge(uow, row, row.bytes or 0)
    await uow.flush()
    uow.publish(
        MediaReady(id=row.id, name=row.name, content_type=content_type, bytes=row.bytes or 0, visibility=row.visibility)
    )
    return row
