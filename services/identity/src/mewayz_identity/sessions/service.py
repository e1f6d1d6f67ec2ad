"""Opening, showing and ending sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.edge import Visitor
from mewayz_identity.policy import policy_of
from mewayz_identity.sessions.events import SessionRevoked
from mewayz_identity.sessions.models import Session
from mewayz_identity.sessions.schemas import SessionRead
from mewayz_kit.errors import NotFound
from mewayz_kit.inbox import Work
from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork

__all__ = ["LIST", "Session", "find", "open_session", "revoke", "revoke_all", "step_up"]


async def _is_current(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["id"]: {"current": row["id"] == uow.principal.session_id} for row in rows}


RECORDS = Records(Session, SessionRead, entity="session", extend=_is_current, tells=())
LIST = ListRules(Session, tuple(SessionRead.model_fields), sort=("created_at", "last_seen_at"))


async def open_session(
    uow: UnitOfWork,
    user_id: UUID,
    *,
    visitor: Visitor,
    device_id: UUID | None,
    client: str,
    aal: int,
    amr: list[str],
    is_staff: bool,
    portal: UUID | None = None,
) -> Session:
    """Sign a user in. Sessions of staff are short; one of a `portal` opens that workspace's portal and nothing else."""
    policy, now = await policy_of(uow.runtime), uow.now
    idle = timedelta(days=policy.session_idle_days)
    absolute = timedelta(days=policy.session_absolute_days)
    if is_staff:
        idle = timedelta(minutes=policy.staff_idle_minutes)
        absolute = timedelta(hours=policy.staff_absolute_hours)
    session = Session(
        user_id=user_id,
        device_id=device_id,
        client=client,
        portal_workspace_id=portal,
        ip=visitor.ip,
        user_agent=visitor.user_agent,
        aal=aal,
        amr=amr,
        auth_time=now,
        last_seen_at=now,
        idle_seconds=int(idle.total_seconds()),
        idle_expires_at=now + idle,
        absolute_expires_at=now + absolute,
    )
    async with uow.within(user_id=user_id):
        uow.add(session)
    return session


async def open_acting(
    uow: UnitOfWork, user_id: UUID, *, visitor: Visitor, staff_id: UUID, life: timedelta, auth_time: datetime
) -> Session:
    """A session in which staff acts as a user; it is no sign-in of that user, and gets no refresh token."""
    session = Session(
        user_id=user_id,
        actor_id=staff_id,
        client="staff",
        ip=visitor.ip,
        user_agent=visitor.user_agent,
        aal=2,
        amr=["mfa"],
        auth_time=auth_time,
        last_seen_at=uow.now,
        idle_seconds=int(life.total_seconds()),
        idle_expires_at=uow.now + life,
        absolute_expires_at=uow.now + life,
    )
    async with uow.within(user_id=user_id):
        uow.add(session)
    return session


async def revoke_acting(uow: UnitOfWork, staff_id: UUID) -> None:
    """Whatever a staff member does as somebody else ends."""
    acting: Any = Session
    with uow.unscoped("staff acts as many people"):
        found = await uow.all(sa.select(Session).where(acting.actor_id == staff_id, *_living(uow.now)))
        for session in found:
            await revoke(uow, session, reason="staff_changed")


def is_alive(session: Session, now: datetime) -> bool:
    """Whether the session is neither revoked nor over."""
    return session.revoked_at is None and now < min(session.idle_expires_at, session.absolute_expires_at)


async def find(uow: UnitOfWork, session_id: UUID, *, lock: bool = False) -> Session | None:
    """Any session by its id: whoever holds its token proves whose it is."""
    with uow.unscoped("a token names the session"):
        return await uow.find(Session, session_id, lock=lock)


async def touch(uow: UnitOfWork, session: Session, visitor: Visitor) -> None:
    """Note that the session was used; that moves its idle end, never its absolute one."""
    values = {
        "last_seen_at": uow.now,
        "idle_expires_at": uow.now + timedelta(seconds=session.idle_seconds),
        "ip": visitor.ip,
        "user_agent": visitor.user_agent,
    }
    async with uow.within(user_id=session.user_id):
        await uow.execute(update(Session).where(col(Session.id) == session.id).values(**values))


async def step_up(uow: UnitOfWork, session: Session, *, aal: int, method: str) -> None:
    """The person has just proven to be it, in this session."""
    session.auth_time = uow.now
    session.aal = max(session.aal, aal)
    if method not in session.amr:
        session.amr = [*session.amr, method]
    await uow.flush()


async def own_page(uow: UnitOfWork, query: ListQuery) -> Page[SessionRead]:
    """The caller's living sessions."""
    return await RECORDS.page(uow, query, where=(*_living(uow.now), col(Session.actor_id).is_(None)))


async def rename(uow: UnitOfWork, session_id: UUID, name: str | None) -> SessionRead:
    """Give one of the caller's sessions a name."""
    session = await _own(uow, session_id)
    session.name = name
    await uow.flush()
    return await RECORDS.show_one(uow, session)


async def revoke_own(uow: UnitOfWork, session_id: UUID) -> None:
    """End one of the caller's sessions."""
    await revoke(uow, await _own(uow, session_id), reason="logout")


async def revoke(uow: UnitOfWork, session: Session, *, reason: str) -> None:
    """End a session with its refresh tokens, and tell every gateway; ending it twice is one ending."""
    alive = sa.and_(col(Session.id) == session.id, col(Session.revoked_at).is_(None))
    async with uow.within(user_id=session.user_id):
        ended = await uow.execute(update(Session).where(alive).values(revoked_at=uow.now, revoke_reason=reason))
    if ended.rowcount:
        uow.publish(SessionRevoked(session_id=session.id, user_id=session.user_id))


async def revoke_all(uow: UnitOfWork, user_id: UUID, *, reason: str, but: UUID | None = None) -> int:
    """End every living session of a user, except `but`, and answer how many ended."""
    async with uow.within(user_id=user_id):
        sessions = await uow.all(sa.select(Session).where(*_living(uow.now)).with_for_update())
        ended = [session for session in sessions if session.id != but]
        for session in ended:
            await revoke(uow, session, reason=reason)
    return len(ended)


async def revoked_since(uow: UnitOfWork, since: datetime) -> list[UUID]:
    """Ids of sessions that were revoked after `since`, of anybody."""
    chosen = sa.select(col(Session.id)).where(col(Session.revoked_at) >= since).order_by(col(Session.revoked_at))
    with uow.unscoped("gateways refuse the revoked sessions of everybody"):
        rows = await uow.execute(chosen)
    return [row.id for row in rows]


async def count_of_user(uow: UnitOfWork, user_id: UUID) -> int:
    """In how many places a person is signed in."""
    async with uow.within(user_id=user_id):
        return int(await uow.scalar(sa.select(sa.func.count(col(Session.id))).where(*_living(uow.now))))


async def count_living(uow: UnitOfWork) -> int:
    """How many sessions are alive, of everybody."""
    with uow.unscoped("platform overview"):
        return int(await uow.scalar(sa.select(sa.func.count(col(Session.id))).where(*_living(uow.now))))


async def forget_old(work: Work) -> None:
    """Delete sessions 30 days after their end."""
    before = work.now - timedelta(days=30)
    over = (col(Session.absolute_expires_at) < before) | (col(Session.revoked_at) < before)
    await forget(work.runtime, Session, over | (col(Session.idle_expires_at) < before))


def _living(now: datetime) -> tuple[Any, ...]:
    model: Any = Session
    return model.revoked_at.is_(None), model.idle_expires_at > now, model.absolute_expires_at > now


async def _own(uow: UnitOfWork, session_id: UUID) -> Session:
    session = await uow.find(Session, session_id, lock=True)
    if session is None or not is_alive(session, uow.now):
        raise NotFound(detail="There is no session with this id.")
    return session
