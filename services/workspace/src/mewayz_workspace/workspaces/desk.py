"""What staff does with workspaces beyond one step of their states: hand one over, move many."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Problem, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.projections.users.models import User
from mewayz_workspace.projections.users.service import normalised
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles.rules import OWNER
from mewayz_workspace.workspaces import lifecycle, service
from mewayz_workspace.workspaces.models import PurgeReceipt, Workspace
from mewayz_workspace.workspaces.schemas import BulkMove, BulkMoved, Moved, StaffWorkspaceRead


async def transfer(uow: UnitOfWork, *, workspace_id: UUID, to: UUID, reason: str) -> Workspace:
    """Make a member the primary owner, when the former one cannot do it any more; that one stays as admin."""
    async with uow.within(workspace_id=workspace_id):
        row = await service.lock(uow)
        service.refuse_hidden(row)
        if to == row.primary_owner_id or not await members.is_member(uow, [to]):
            raise Unprocessable.field("/user_id", "not_a_member", "Name another member of the workspace.")
        heir = await members.of_user(uow, to, lock=True)
        if heir.status != "active":
            raise Unprocessable.field("/user_id", "not_active", "A suspended member cannot own a workspace.")
        async with service.records.changing(uow, row):
            former, row.primary_owner_id = row.primary_owner_id, to
            row.transfer_to_id = row.transfer_until = None
        await members.set_role(uow, heir, OWNER)
        if await members.is_member(uow, [former]):
            before = await members.of_user(uow, former, lock=True)
            await members.set_role(uow, before, lifecycle.FORMER_OWNER)
        await service.raise_access_version(uow)
        await audit.note_staff(
            uow,
            action="workspace.workspace.transferred",
            target_type="workspace",
            target_id=row.id,
            reason=reason,
            changes={"primary_owner_id": {"before": str(former), "after": str(to)}},
        )
        return row


async def move_many(uow: UnitOfWork, data: BulkMove) -> BulkMoved:
    """One step of many workspaces; each succeeds or fails alone."""
    results = []
    for workspace_id in dict.fromkeys(data.workspace_ids):
        try:
            async with uow.savepoint():
                row = await lifecycle.staff_move(
                    uow, workspace_id=workspace_id, trigger=data.action, reason=data.reason
                )
            results.append(Moved(workspace_id=workspace_id, status=row.status, code=None, detail=None))
        except Problem as problem:
            results.append(Moved(workspace_id=workspace_id, status=None, code=problem.code, detail=problem.detail))
    return BulkMoved(results=results)


async def _with_receipts(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    erased: dict[UUID, list[str]] = {row["id"]: [] for row in rows}
    statement = sa.select(PurgeReceipt).where(col(PurgeReceipt.workspace_id).in_(erased))
    for receipt in await uow.all(statement.order_by(col(PurgeReceipt.service))):
        erased[receipt.workspace_id].append(receipt.service)
    return {key: {"erased_by": names} for key, names in erased.items()}


def owned_by(email: str) -> sa.ColumnElement[bool]:
    """Workspaces whose primary owner has this address."""
    owner = sa.select(col(User.id)).where(col(User.email_norm) == normalised(email))
    return col(Workspace.primary_owner_id).in_(owner)


records = Records(
    Workspace,
    StaffWorkspaceRead,
    entity="workspace",
    tells=(),
    extend=_with_receipts,
    filters={"owner_email": owned_by},
)
