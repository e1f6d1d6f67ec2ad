"""How a workspace changes hands and ends: transfer, close, archive, purge, and the ways back."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Forbidden, Unprocessable
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.models import Member
from mewayz_workspace.team.roles import service as roles
from mewayz_workspace.team.roles.rules import OWNER, SERVICES
from mewayz_workspace.workspaces import service
from mewayz_workspace.workspaces.events import WorkspacePurged
from mewayz_workspace.workspaces.models import PurgeReceipt, Slug, Workspace
from mewayz_workspace.workspaces.rules import HIDDEN, KEPT_FOR, READ_ONLY_FOR, TRANSFER_OPEN_FOR
from mewayz_workspace.workspaces.schemas import OwnWorkspace, WorkspaceRead

FORMER_OWNER = "admin"


async def own(uow: UnitOfWork, user_id: UUID) -> list[OwnWorkspace]:
    """The workspaces of a person that are not hidden, by name."""
    mine = {member.workspace_id: member.role for member in await members.memberships(uow, user_id)}
    rows = await uow.all(sa.select(Workspace).where(col(Workspace.id).in_(mine), col(Workspace.status).not_in(HIDDEN)))
    with uow.unscoped("names of the caller's own roles"):
        names = await roles.of_workspaces(uow, list(mine))
    shown = [
        OwnWorkspace(
            **WorkspaceRead.model_validate(row).model_dump(),
            role=mine[row.id],
            role_name=names.get((row.id, mine[row.id]), mine[row.id]),
        )
        for row in rows
    ]
    return sorted(shown, key=lambda item: item.name.casefold())


async def own_one(uow: UnitOfWork, workspace_id: UUID) -> WorkspaceRead:
    """One of the caller's workspaces, or 404."""
    async with uow.within(workspace_id=workspace_id):
        me = await members.of_user(uow, uow.user_id)
        row = await service.get(uow, workspace_id)
    if me.status != "active" or row.status in HIDDEN:
        raise service.records.missing()
    return WorkspaceRead.model_validate(row)


async def leave(uow: UnitOfWork, *, workspace_id: UUID) -> None:
    """The caller goes; the last owner cannot."""
    async with uow.within(workspace_id=workspace_id):
        await members.leave(uow, uow.user_id)


async def close(uow: UnitOfWork, *, workspace_id: UUID, typed: str) -> Workspace:
    """Begin the end: read-only for 30 days, hidden until day 90, then purged everywhere."""
    async with uow.within(workspace_id=workspace_id):
        row, _ = await _allowed(uow, "workspace.workspaces:delete")
        service.confirm_slug(row, typed)
        row.closed_at, row.purge_at = uow.now, uow.now + KEPT_FOR
        row.transfer_to_id = row.transfer_until = None
        await service.move(uow, row, "close", event="deleted")
        return row


async def reopen(uow: UnitOfWork, *, workspace_id: UUID) -> Workspace:
    """Take a closing workspace back within its 30 days."""
    async with uow.within(workspace_id=workspace_id):
        row, _ = await _allowed(uow, "workspace.workspaces:delete")
        await _back(uow, row, "reopen")
        return row


async def transfer(uow: UnitOfWork, *, workspace_id: UUID, to: UUID, typed: str) -> Workspace:
    """Offer the primary ownership to an active member, who has seven days to accept."""
    async with uow.within(workspace_id=workspace_id):
        row, _ = await _allowed(uow, "workspace.workspaces:transfer")
        service.confirm_slug(row, typed)
        service.refuse_hidden(row)
        if uow.user_id != row.primary_owner_id:
            raise Forbidden(detail="Only the primary owner can transfer the workspace.")
        if to == row.primary_owner_id or not await members.is_member(uow, [to]):
            raise Unprocessable.field("/user_id", "not_a_member", "Name another member of the workspace.")
        row.transfer_to_id, row.transfer_until = to, uow.now + TRANSFER_OPEN_FOR
        await uow.flush()
        me = (await users.by_ids(uow, [uow.user_id])).get(uow.user_id)
        notify(
            uow,
            recipients=Recipients.people([to]),
            category="team",
            template="transfer_offered",
            params={"name": (me.name if me else None) or "Somebody", "workspace": row.name},
            url="/settings/danger?accept=1",
            dedupe_key=f"transfer:{row.id}:{uow.now.isoformat()}",
        )
        return row


async def accept_transfer(uow: UnitOfWork, *, workspace_id: UUID) -> Workspace:
    """Become the primary owner; the former one stays as admin."""
    async with uow.within(workspace_id=workspace_id):
        row = await service.lock(uow)
        me = await members.of_user(uow, uow.user_id, lock=True)
        open_ = row.transfer_until is not None and row.transfer_until > uow.now
        if row.transfer_to_id != uow.user_id or not open_ or me.status != "active":
            raise Conflict("no_open_transfer", "There is no open transfer of this workspace to you.")
        async with service.records.changing(uow, row):
            former, row.primary_owner_id = row.primary_owner_id, uow.user_id
            row.transfer_to_id = row.transfer_until = None
        await members.set_role(uow, me, OWNER)
        await members.set_role(uow, await members.of_user(uow, former, lock=True), FORMER_OWNER)
        await service.raise_access_version(uow)
        return row


async def staff_move(uow: UnitOfWork, *, workspace_id: UUID, trigger: str, reason: str) -> Workspace:
    """Suspend, reinstate or restore a workspace for the platform."""
    event = {"suspend": "suspended", "reinstate": "reinstated", "restore": "restored"}[trigger]
    async with uow.within(workspace_id=workspace_id):
        row = await service.lock(uow)
        if trigger == "restore":
            await _back(uow, row, "restore", reason=reason)
        else:
            await service.move(uow, row, trigger, event=event, reason=reason)
        await audit.note_staff(
            uow, action=f"workspace.workspace.{event}", target_type="workspace", target_id=row.id, reason=reason
        )
        return row


async def advance(uow: UnitOfWork) -> int:
    """Hide workspaces closed 30 days ago and begin to purge those closed 90 days ago."""
    hide = (col(Workspace.status) == "closing") & (col(Workspace.closed_at) <= uow.now - READ_ONLY_FOR)
    purge = (col(Workspace.status) == "archived") & (col(Workspace.purge_at) <= uow.now)
    due = await uow.all(sa.select(Workspace).where(hide | purge).limit(50).with_for_update())
    for row in due:
        async with uow.within(workspace_id=row.id):
            if row.status == "closing":
                await service.move(uow, row, "archive", event="updated")
            else:
                await service.move(uow, row, "purge", event="purge_requested")
    return len(due)


async def ask_again(uow: UnitOfWork) -> None:
    """Repeat the purge request while receipts are missing."""
    for row in await uow.all(sa.select(Workspace).where(col(Workspace.status) == "purging").limit(50)):
        async with uow.within(workspace_id=row.id):
            await service.records.tell(uow, row, "purge_requested")


async def receive_receipt(uow: UnitOfWork, *, workspace_id: UUID, name: str) -> None:
    """A service has erased its rows; with all receipts the workspace is purged."""
    async with uow.within(workspace_id=workspace_id):
        row = await service.lock(uow)
        if row.status != "purging":
            return
        table = sa.inspect(PurgeReceipt).local_table
        receipt = {"workspace_id": workspace_id, "service": name, "received_at": uow.now}
        await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**receipt))
        mine = col(PurgeReceipt.workspace_id) == workspace_id
        have = set(await uow.all(sa.select(col(PurgeReceipt.service)).where(mine)))
        if have >= set(SERVICES):
            row.status, row.name, row.description, row.status_reason = "purged", "Purged workspace", None, None
            await uow.execute(sa.delete(Slug).where(col(Slug.workspace_id) == workspace_id))
            await uow.flush()
            uow.publish(WorkspacePurged(id=row.id, at=uow.now))


async def _allowed(uow: UnitOfWork, permission: str) -> tuple[Workspace, Member]:
    """The locked workspace and the caller's membership, or 404 for strangers and 403 without the right.

    These routes carry no workspace in the credential, so the right is read from the rows.
    """
    row = await service.lock(uow)
    me = await members.of_user(uow, uow.user_id)
    held = (await roles.permissions_of(uow, [me.role])).get(me.role, [])
    if row.status in HIDDEN or me.status != "active":
        raise service.records.missing()
    if not roles.allowed(held, permission):
        raise Forbidden(detail=f"This needs the permission {permission}.", permission=permission)
    return row, me


async def _back(uow: UnitOfWork, row: Workspace, trigger: str, reason: str | None = None) -> None:
    row.closed_at = row.purge_at = None
    await service.move(uow, row, trigger, event="restored", reason=reason)
