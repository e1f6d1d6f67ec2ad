"""Starting, renewing and ending impersonations."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import Visitor
from mewayz_identity.impersonations.events import ImpersonationEnded, ImpersonationStarted
from mewayz_identity.impersonations.models import Impersonation
from mewayz_identity.impersonations.schemas import ImpersonationCreate, ImpersonationRead, ImpersonationToken
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.sessions.service import Session
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.tokens import service as tokens
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Gone, NotFound
from mewayz_kit.paging import ListRules
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(Impersonation, ImpersonationRead, entity="impersonation", tells=())
LIST = ListRules(Impersonation, tuple(ImpersonationRead.model_fields), filter=("staff_id", "user_id", "workspace_id"))
LIFE = timedelta(minutes=60)
NEVER_FRESH = datetime(1970, 1, 1, tzinfo=UTC)
"""Whoever acts for somebody has not proven to be that person: nothing that needs a step-up works."""


async def start(uow: UnitOfWork, data: ImpersonationCreate, visitor: Visitor) -> ImpersonationToken:
    """Act as a person. 403 `staff_not_impersonated`, 409 `user_not_active`."""
    user = await users.get(uow, data.user_id)
    if await staff_members.role_of(uow, user.id) is not None:
        raise Forbidden("staff_not_impersonated", "Staff cannot act as staff.")
    if user.status not in SIGN_IN:
        raise Conflict("user_not_active", "This account is not open.")
    staff_id = uow.user_id
    session = await sessions.open_acting(
        uow, user.id, visitor=visitor, staff_id=staff_id, life=LIFE, auth_time=NEVER_FRESH
    )
    row = Impersonation(
        staff_id=staff_id,
        user_id=user.id,
        workspace_id=data.workspace_id,
        session_id=session.id,
        reason=data.reason,
        expires_at=session.absolute_expires_at,
    )
    uow.add(row)
    await uow.flush()
    _tell_start(uow, row, visitor)
    return await _token(uow, row, user, session)


async def renew(uow: UnitOfWork, impersonation_id: UUID) -> ImpersonationToken:
    """The next token of one's own impersonation; 410 `impersonation_ended` when it is over."""
    row = await _own(uow, impersonation_id)
    session = await sessions.find(uow, row.session_id)
    if row.ended_at is not None or session is None or not sessions.is_alive(session, uow.now):
        raise Gone("impersonation_ended", "This impersonation is over.")
    return await _token(uow, row, await users.get(uow, row.user_id), session)


async def end(uow: UnitOfWork, impersonation_id: UUID) -> ImpersonationRead:
    """Stop acting as somebody; its token is refused within two seconds. Ending it twice changes nothing."""
    row = await _own(uow, impersonation_id)
    if row.ended_at is None:
        await _close(uow, row)
    return await RECORDS.show_one(uow, row)


async def close_dead(uow: UnitOfWork) -> None:
    """Note the end of impersonations whose hour is over, or whose session was ended by somebody else."""
    rows = await uow.all(sa.select(Impersonation).where(col(Impersonation.ended_at).is_(None)).with_for_update())
    for row in rows:
        session = await sessions.find(uow, row.session_id)
        if session is None or not sessions.is_alive(session, uow.now):
            await _close(uow, row)


def _tell_start(uow: UnitOfWork, row: Impersonation, visitor: Visitor) -> None:
    security_events.record(
        uow,
        "impersonation.started",
        user_id=row.user_id,
        workspace_id=row.workspace_id,
        visitor=visitor,
        reason=row.reason,
        impersonation_id=str(row.id),
    )
    uow.publish(
        ImpersonationStarted(
            impersonation_id=row.id,
            staff_id=row.staff_id,
            user_id=row.user_id,
            workspace_id=row.workspace_id,
            reason=row.reason,
            expires_at=row.expires_at,
        )
    )


async def _close(uow: UnitOfWork, row: Impersonation) -> None:
    row.ended_at = uow.now
    session = await sessions.find(uow, row.session_id)
    if session is not None:
        await sessions.revoke(uow, session, reason="impersonation_end")
    security_events.record(
        uow, "impersonation.ended", user_id=row.user_id, workspace_id=row.workspace_id, staff_id=str(row.staff_id)
    )
    uow.publish(
        ImpersonationEnded(impersonation_id=row.id, staff_id=row.staff_id, user_id=row.user_id, ended_at=row.ended_at)
    )
    await uow.flush()


async def _own(uow: UnitOfWork, impersonation_id: UUID) -> Impersonation:
    row = await uow.find(Impersonation, impersonation_id, lock=True)
    if row is None or row.staff_id != uow.user_id:
        raise NotFound(detail="You have no impersonation with this id.")
    return row


async def _token(uow: UnitOfWork, row: Impersonation, user: User, session: Session) -> ImpersonationToken:
    token, seconds = await tokens.acting_token(uow, user, session)
    return ImpersonationToken(
        impersonation=await RECORDS.show_one(uow, row),
        access_token=token,
        token_type="Bearer",  # noqa: S106 - the name of the scheme
        expires_in=seconds,
    )
