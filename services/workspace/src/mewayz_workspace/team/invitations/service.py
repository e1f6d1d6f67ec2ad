"""Use-cases of invitations: sending, answering, ending."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import col

from mewayz_kit.errors import Conflict, Forbidden, Gone, InvalidTransition, NotFound, Problem
from mewayz_kit.ids import new_id
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import outlet
from mewayz_workspace.mail.schemas import MailRequest
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.invitations.events import InvitationDeclined, InvitationSent
from mewayz_workspace.team.invitations.schemas import (
    BatchCreate,
    BatchRead,
    InvitationCreate,
    InvitationRead,
    InvitationShown,
)
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.models import Invitation, InvitationBatch
from mewayz_workspace.team.roles import service as roles
from mewayz_workspace.workspaces import service as workspaces

records = Records(Invitation, InvitationRead, entity="invitation", public=False)
batches = Records(InvitationBatch, BatchRead, entity="invitation_batch", tells=("created",), public=False)


async def invite(
    uow: UnitOfWork, data: InvitationCreate, *, batch_id: UUID | None = None, by: UUID | None = None
) -> Invitation:
    """Invite an address, in the name of `by` or whoever acts; an open invitation of the same address is superseded,
    its link void.

    The workspace row is locked, so two invitations of one address follow each other.
    """
    await workspaces.lock(uow)
    role = await roles.find(uow, data.role)
    roles.refuse_escalation(uow.principal.permissions, role.permissions)
    known = await users.by_email(uow, data.email)
    if known and await members.is_member(uow, known):
        raise Conflict("already_member", "This person is a member already.")
    norm = users.normalised(data.email)
    await _supersede(uow, norm)
    row = Invitation(
        id=new_id(),
        email=data.email,
        email_norm=norm,
        pending_key=norm,
        role=data.role,
        message=data.message,
        locale=data.locale,
        expires_at=uow.now + timedelta(days=data.days),
        lifetime_days=data.days,
        invited_by=by or uow.principal.user_id,
        batch_id=batch_id,
        token_hash=b"",
        events=[happened(uow, "sent")],
    )
    row.token_hash = _hash(uow, token_of(uow, row))
    await records.create(uow, row)
    await mail(uow, row, "invitation")
    return row


async def invite_many(uow: UnitOfWork, data: BatchCreate, *, by: UUID | None = None) -> InvitationBatch:
    """Each row succeeds or fails alone; the batch keeps what became of it. `by`: in whose name, if nobody acts."""
    inviter = by or uow.principal.user_id
    batch = uow.add(InvitationBatch(invited_by=inviter, sent=0, failed=0, results=[]))
    await uow.flush()
    results = [await _try(uow, batch.id, data, row.model_dump(), inviter) for row in data.invitations]
    batch.results = results
    batch.sent = sum(result["status"] == "sent" for result in results)
    batch.failed = len(results) - batch.sent
    await uow.flush()
    await batches.tell(uow, batch, "created")
    return batch


async def resend(uow: UnitOfWork, invitation_id: UUID) -> Invitation:
    """Mail a fresh link with a fresh lifetime; older links are void."""
    await workspaces.lock(uow)
    row = await records.get(uow, invitation_id, lock=True)
    if row.state != "pending":
        raise InvalidTransition("invitation", row.state, "resend")
    role = await roles.find(uow, row.role)
    roles.refuse_escalation(uow.principal.permissions, role.permissions)
    row.token_no += 1
    row.resent_count += 1
    row.token_hash = _hash(uow, token_of(uow, row))
    row.expires_at = uow.now + timedelta(days=row.lifetime_days)
    row.reminded_at = None
    row.events = [*row.events, happened(uow, "resent")]
    await uow.flush()
    await mail(uow, row, "invitation")
    return row


async def cancel(uow: UnitOfWork, invitation_id: UUID) -> Invitation:
    """Void an open invitation."""
    row = await records.get(uow, invitation_id, lock=True)
    await end(uow, row, "cancelled")
    return row


async def show(uow: UnitOfWork, token: str) -> InvitationShown:
    """What the holder of a link may see; 404 for an unknown or superseded link."""
    row = await by_token(uow, token)
    async with uow.within(workspace_id=row.workspace_id):
        workspace = await workspaces.get(uow, row.workspace_id)
        role = await roles.find(uow, row.role)
        inviter = await _name_of(uow, row.invited_by)
    return InvitationShown(
        workspace_name=workspace.name,
        workspace_slug=workspace.slug,
        inviter=inviter,
        role_name=role.name,
        **{**row.model_dump(include={"email", "role", "message", "expires_at"}), "state": state_now(uow, row)},
    )


async def decline(uow: UnitOfWork, token: str) -> None:
    """The invited person says no; the link is the proof, no account is needed."""
    row = await by_token(uow, token, lock=True)
    refuse_ended(uow, row)
    async with uow.within(workspace_id=row.workspace_id):
        await end(uow, row, "declined")
        uow.publish(InvitationDeclined(id=row.id, role=row.role))
        if row.invited_by is not None:
            workspace = await workspaces.get(uow, row.workspace_id)
            notify(
                uow,
                recipients=Recipients.people([row.invited_by]),
                category="team",
                template="invitation_declined",
                params={"email": row.email, "workspace": workspace.name},
                url="/team",
                dedupe_key=f"invitation-declined:{row.id}",
            )


async def inviter_may(uow: UnitOfWork, row: Invitation) -> bool:
    """Whether the inviter still may invite to this role; an invitation by a workspace's key has no inviter."""
    if row.invited_by is None:
        return True
    try:
        inviter = await members.of_user(uow, row.invited_by)
    except NotFound:
        return False
    held = await roles.permissions_of(uow, [inviter.role, row.role])
    mine = held.get(inviter.role, [])
    return (
        inviter.status == "active"
        and roles.allowed(mine, "workspace.invitations:write")
        and roles.grants(mine, held.get(row.role, []))
    )


async def by_token(uow: UnitOfWork, token: str, *, lock: bool = False) -> Invitation:
    """The invitation of a link, or 404."""
    statement = sa.select(Invitation).where(col(Invitation.token_hash) == _hash(uow, token))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    with uow.unscoped("the link of an invitation names no workspace"):
        row: Invitation | None = await uow.scalar(statement)
    if row is None:
        raise NotFound(detail="There is no such invitation; a newer mail may hold a newer link.")
    return row


def state_now(uow: UnitOfWork, row: Invitation) -> str:
    """The state, with time counted in before the timer has run."""
    return "expired" if row.state == "pending" and row.expires_at <= uow.now else row.state


def refuse_ended(uow: UnitOfWork, row: Invitation) -> None:
    """410 `invitation_{state}` unless it is still open."""
    state = state_now(uow, row)
    if state != "pending":
        raise Gone(f"invitation_{state}", f"The invitation is {state}.")


async def end(uow: UnitOfWork, row: Invitation, state: str) -> None:
    """Leave the pending state; 409 from any other."""
    if row.state != "pending":
        raise InvalidTransition("invitation", row.state, state)
    async with records.changing(uow, row):
        row.state, row.pending_key = state, None
        row.events = [*row.events, happened(uow, state)]


def token_of(uow: UnitOfWork, row: Invitation) -> str:
    """The token of the link: derived, so that a reminder holds the same one and nothing readable is stored."""
    secret = uow.runtime.crypto.keyed_hash("invitation-token", f"{row.id}:{row.token_no}")
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


async def _supersede(uow: UnitOfWork, email_norm: str) -> None:
    row: Invitation | None = await uow.scalar(
        sa.select(Invitation).where(col(Invitation.pending_key) == email_norm).with_for_update()
    )
    if row is not None:
        await end(uow, row, "superseded")


async def _try(
    uow: UnitOfWork, batch_id: UUID, data: BatchCreate, row: dict[str, Any], by: UUID | None
) -> dict[str, Any]:
    try:
        wanted = InvitationCreate(**row, locale=data.locale, days=data.days)
        async with uow.savepoint():
            sent = await invite(uow, wanted, batch_id=batch_id, by=by)
    except ValidationError as error:
        first = error.errors()[0]
        return _failed(row["email"], "validation_failed", f"{first['loc'][-1]}: {first['msg']}")
    except Problem as problem:
        return _failed(row["email"], problem.code, problem.detail)
    return {"email": row["email"], "status": "sent", "invitation_id": str(sent.id), "code": None, "detail": None}


def _failed(email: str, code: str, detail: str) -> dict[str, Any]:
    return {"email": email, "status": "failed", "invitation_id": None, "code": code, "detail": detail}


async def mail(uow: UnitOfWork, row: Invitation, template: str) -> None:
    workspace = await workspaces.get(uow, row.workspace_id)
    role = await roles.find(uow, row.role)
    data = {
        "workspace": workspace.name,
        "inviter": await _name_of(uow, row.invited_by) or workspace.name,
        "role": role.name,
        "message": row.message,
        "link": f"{uow.runtime.settings.public_url.rstrip('/')}/invitations/{token_of(uow, row)}",
        "expires": row.expires_at.strftime("%Y-%m-%d %H:%M UTC"),
    }
    await outlet.post(
        uow,
        MailRequest(
            message_id=new_id(), to=row.email, template=template, data=data, locale=row.locale, category="team"
        ),
    )
    if template == "invitation":
        uow.publish(InvitationSent(**row.model_dump(include=set(InvitationSent.model_fields))))


async def _name_of(uow: UnitOfWork, user_id: UUID | None) -> str | None:
    user = (await users.by_ids(uow, [user_id])).get(user_id) if user_id else None
    return (user.name or user.email) if user else None


def _hash(uow: UnitOfWork, token: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("invitation", token)


def happened(uow: UnitOfWork, what: str) -> dict[str, str]:
    return {"at": uow.now.isoformat(), "what": what}


def refuse_other(email: str, row: Invitation) -> None:
    """403 unless the signed-in person is the invited one."""
    if users.normalised(email) != row.email_norm:
        raise Forbidden("invitation_other_email", "This invitation is for another address.")
