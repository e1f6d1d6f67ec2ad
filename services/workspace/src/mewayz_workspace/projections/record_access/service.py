"""Use-cases of the copy of record access.

`narrow` is called by the edge of every request, as crm does for its own tables: search and feeds then show of the kinds
in `kinds.OWNED` what is the reader's, without a line in these features.
"""

from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import read_id
from mewayz_kit.kept import KeptEach
from mewayz_kit.service import Runtime
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.base import Base
from mewayz_workspace.projections.record_access.models import LimitedRole, RecordOwner

REMEMBERED_SECONDS = 5.0
"""How long another process may go by what it knew before a change."""


class Known(KeptEach[UUID, frozenset[str]]):
    """The limited roles of the workspaces that were asked for lately."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(partial(_names_of, runtime), seconds=REMEMBERED_SECONDS, clock=runtime.clock)


async def narrow(uow: UnitOfWork) -> None:
    """Let the person behind a request see only their own records, if their role says so; keys of a workspace have no
    role and see all."""
    principal = uow.principal
    if principal.role is None or principal.user_id is None:
        return
    if principal.role in await uow.runtime.part(Known).get(uow.workspace_id):
        uow.scope.see_only_own(principal.user_id, Base)


async def copy_role(uow: UnitOfWork, envelope: Envelope) -> None:
    """Take over what crm says of a role."""
    workspace_id, role_id = envelope.workspaceid, read_id(envelope.data.get("id"))
    if workspace_id is None or role_id is None:
        return
    async with uow.within(workspace_id=workspace_id):
        known = await uow.find(LimitedRole, role_id, lock=True)
        if envelope.type.split(".")[2] == "deleted":
            await uow.execute(sa.delete(LimitedRole).where(col(LimitedRole.id) == role_id))
        elif known is None:
            uow.add(LimitedRole(id=role_id, role=str(envelope.data["role"])[:64]))
    uow.after_commit(lambda: uow.runtime.part(Known).forget(workspace_id))


async def copy_owner(uow: UnitOfWork, envelope: Envelope) -> None:
    """Take over whose a record is; an older version never overwrites a newer one."""
    data, version = envelope.data, envelope.aggregateversion
    record_id = str(data.get("id") or envelope.subject)[:120]
    async with uow.within(workspace_id=envelope.workspaceid):
        row = await uow.scalar(sa.select(RecordOwner).where(col(RecordOwner.record_id) == record_id).with_for_update())
        if row and row.source_version and version is not None and row.source_version > version:
            return
        row = row or RecordOwner(record_id=record_id)
        row.owner_id, row.assignee_id = read_id(data.get("owner_id")), read_id(data.get("assignee_id"))
        row.subject_id = _text(data.get("subject_id"))
        row.source_version = version if version is not None else row.source_version
        uow.add(row)


def _text(value: Any) -> str | None:
    return str(value)[:120] if value else None


async def _names_of(runtime: Runtime, workspace_id: UUID) -> frozenset[str]:
    """What these roles are called, read beside whatever transaction may be open."""
    mine = sa.select(col(LimitedRole.role)).where(col(LimitedRole.workspace_id) == workspace_id)
    async with runtime.db.read.connect() as connection:
        return frozenset((await connection.execute(mine)).scalars())
