"""Accepting an invitation: one transaction, after a fresh look at who is asking (invariant 4)."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Forbidden
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.invitations import service
from mewayz_workspace.team.invitations.events import InvitationAccepted
from mewayz_workspace.team.invitations.schemas import Accepted
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.models import Invitation
from mewayz_workspace.workspaces import service as workspaces

WELCOME = ("pending", "active")
"""States of an account that may become a member; `pending` has still to prove its address, which is asked next."""


async def present_address(runtime: Runtime, user_id: UUID) -> tuple[str, bool]:
    """The address identity knows *now* and whether it is verified; 503 when identity does not answer."""
    user = await runtime.client.call("identity", "GET", f"/internal/v1/users/{user_id}")
    if user is None or user["status"] not in WELCOME:
        raise Forbidden(detail="This account cannot accept invitations.")
    return str(user["email"]), bool(user["email_verified"])


async def accept(uow: UnitOfWork, *, token: str, email: str, verified: bool) -> Accepted:
    """Become a member. A second click of the same person gets the same answer and takes no second seat.

    The conditional update decides: only one transaction moves the row out of pending.
    """
    row = await service.by_token(uow, token)
    service.refuse_other(email, row)
    if not verified:
        raise Forbidden("email_not_verified", "Verify your e-mail address, then use the same link again.")
    async with uow.within(workspace_id=row.workspace_id):
        workspace = await workspaces.lock(uow)
        if not await _take(uow, row):
            row = await service.by_token(uow, token, lock=True)
            if row.state != "accepted" or row.accepted_by != uow.user_id:
                service.refuse_ended(uow, row)
            member = await members.of_user(uow, uow.user_id)
            return Accepted(workspace_id=row.workspace_id, member_id=member.id, role=member.role)
        workspaces.refuse_hidden(workspace)
        await uow.session.refresh(row)
        if not await service.inviter_may(uow, row):
            raise Forbidden("permission_escalation", "Whoever invited you cannot grant this role any more.")
        member = await members.admit(uow, user_id=uow.user_id, role=row.role)
        uow.publish(InvitationAccepted(id=row.id, role=row.role, user_id=uow.user_id))
        if row.invited_by is not None:
            notify(
                uow,
                recipients=Recipients.people([row.invited_by]),
                category="team",
                template="invitation_accepted",
                params={"name": email, "workspace": workspace.name},
                url="/team",
                dedupe_key=f"invitation-accepted:{row.id}",
            )
        return Accepted(workspace_id=row.workspace_id, member_id=member.id, role=member.role)


async def _take(uow: UnitOfWork, row: Invitation) -> bool:
    """pending → accepted, if it is still open; the row's version moves along."""
    history = [*row.events, {"at": uow.now.isoformat(), "what": "accepted"}]
    change = (
        sa.update(Invitation)
        .where(
            col(Invitation.id) == row.id,
            col(Invitation.state) == "pending",
            col(Invitation.expires_at) > uow.now,
        )
        .values(
            state="accepted",
            pending_key=None,
            accepted_by=uow.user_id,
            events=history,
            updated_at=uow.now,
            version=col(Invitation.version) + 1,
        )
    )
    done = await uow.execute(change.execution_options(synchronize_session=False))
    return bool(done.rowcount == 1)
