"""Issuing and consuming stream tickets."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col

from mewayz_identity.base import delete
from mewayz_identity.sessions import service as sessions
from mewayz_identity.stream_tickets.models import StreamTicket
from mewayz_identity.stream_tickets.schemas import TicketRead, TicketUse
from mewayz_identity.tokens import service as tokens
from mewayz_identity.users import service as users
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import NotFound, Unauthenticated
from mewayz_kit.inbox import Work
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork

LIFE = timedelta(seconds=30)


async def issue(uow: UnitOfWork, workspace_id: UUID | None) -> TicketRead:
    """A ticket of the caller's session. Whether the person belongs to the workspace is asked when it is used."""
    principal = uow.principal
    if principal.session_id is None:
        raise Unauthenticated(detail="This needs a session.")
    token = new_token()
    uow.session.add(
        StreamTicket(
            token_hash=_hash(uow, token),
            user_id=uow.user_id,
            session_id=principal.session_id,
            workspace_id=workspace_id,
            email_verified=principal.email_verified,
            aal=principal.aal,
            auth_time=principal.auth_time,
            expires_at=uow.now + LIFE,
        )
    )
    return TicketRead(ticket=token, expires_in=int(LIFE.total_seconds()))


async def consume(uow: UnitOfWork, ticket: str) -> TicketUse:
    """Whose ticket it is; 404 when it is unknown, over, or was used. Deleting the row decides among parallel uses.

    A ticket opens no more than an access token of its session would at this moment.
    """
    key = _hash(uow, ticket)
    row = await uow.session.get(StreamTicket, key)
    taken = await uow.execute(delete(StreamTicket).where(col(StreamTicket.token_hash) == key))
    if row is None or taken.rowcount == 0 or row.expires_at <= uow.now:
        raise _unknown()
    session, user = await sessions.find(uow, row.session_id), await users.find(uow, row.user_id)
    if session is None or user is None or not sessions.is_alive(session, uow.now):
        raise _unknown()
    about = row.model_dump(include=set(TicketUse.model_fields))
    return TicketUse(**about, actor_id=session.actor_id, **await tokens.barriers(uow, user, session))


async def forget_old(work: Work) -> None:
    """Delete tickets nobody used."""
    await forget(work.runtime, StreamTicket, col(StreamTicket.expires_at) < work.now)


def _unknown() -> NotFound:
    return NotFound(detail="There is no such ticket.")


def _hash(uow: UnitOfWork, token: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("stream-ticket", token)
