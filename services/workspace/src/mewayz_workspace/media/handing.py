"""Handing files of the library over to other services, by the exchange area of the file store."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media.models import Media
from mewayz_workspace.media.schemas import HandedFile, LinksRequest, StoredFile

KEPT = timedelta(days=7)


async def over(uow: UnitOfWork, asked: LinksRequest) -> dict[UUID, HandedFile]:
    """Copy ready files of a workspace, each once while its copy is kept. No transaction is open meanwhile."""
    async with uow.apart(writes=False) as reading, reading.within(workspace_id=asked.workspace_id):
        mine = sa.select(Media).where(col(Media.id).in_(asked.media_ids), col(Media.state) == "ready")
        rows: Sequence[Media] = await reading.all(mine)
    found = {}
    for row in rows:
        size, key = row.bytes or 0, f"workspace/media/{row.id}-{str(row.sha256)[:16]}"
        about = {"name": row.name, "content_type": row.content_type or "application/octet-stream", "bytes": size}
        small = size <= asked.hand_over_bytes
        if small:
            await _copy(uow, row, key)
        found[row.id] = HandedFile.model_validate(about | {"key": key if small else None})
    return found


async def _copy(uow: UnitOfWork, row: Media, key: str) -> None:
    from mewayz_workspace.media.handlers import forget_handed  # it calls this folder

    files = uow.runtime.files
    if row.store_key is None or await files.exchange.head(key) == row.bytes:
        return
    await files.exchange.put(key, files.get(row.store_key))
    uow.enqueue(forget_handed, StoredFile(key=key), delay=KEPT)
