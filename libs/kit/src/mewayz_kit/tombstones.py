"""Tombstones: who was erased here, so that nothing that arrives late brings them back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime


async def is_erased(uow: UnitOfWork, kind: Literal["user", "workspace"], record_id: UUID) -> bool:
    """Whether this person or workspace was erased here: a copy of it must not be made again."""
    table = uow.tables.tombstones
    found = sa.select(table.c.id).where(table.c.kind == kind, table.c.id == record_id)
    return await uow.scalar(found) is not None


async def of_the_living(runtime: "Runtime", envelopes: Sequence[Envelope]) -> list[Envelope]:
    """`envelopes` without those of purged workspaces; what is said about the purge itself goes through."""
    table = runtime.service.tables.tombstones
    workspaces = {e.workspaceid for e in envelopes if e.workspaceid and not _is_about_purge(e)}
    if not workspaces:
        return list(envelopes)
    dead = sa.select(table.c.id).where(table.c.kind == "workspace", table.c.id.in_(workspaces))
    async with runtime.db.read.connect() as connection:
        gone = set((await connection.execute(dead)).scalars())
    return [e for e in envelopes if e.workspaceid not in gone or _is_about_purge(e)]


def _is_about_purge(envelope: Envelope) -> bool:
    return envelope.type.split(".")[-2] in {"purge_requested", "purged"} or ".purge." in envelope.type
