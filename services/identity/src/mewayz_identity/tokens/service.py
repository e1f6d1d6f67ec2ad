"""Issuing, rotating and revoking tokens.

Rotation is one conditional update, so of parallel requests one wins. The successor's secret is derived from the
parent's secret, the successor's id and a key of the server: the loser of the race (a second tab, a lost answer)
can be given *the same* successor although only its hash is stored. Any other return of a rotated token means
that two parties hold it, and ends the session.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.consents import service as consents
from mewayz_identity.edge import Visitor
from mewayz_identity.erasures import service as erasures
from mewayz_identity.mails import service as mails
from mewayz_identity.me import service as me
from mewayz_identity.me.schemas import MeRead
from mewayz_identity.mfa_demands import service as mfa_demands
from mewayz_identity.policy import policy_of
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.sessions.service import Session
from mewayz_identity.signing_keys.service import KeyRing
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.tokens import rules
from mewayz_identity.tokens.models import RefreshToken
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN
from mewayz_identity.users.service import User
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Unauthenticated
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Work
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client gets: the plain tokens, and how long the browser should keep the refresh token (seconds)."""

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_seconds: int
    client: str
    portal: bool
    user: MeRead


async def issue(uow: UnitOfWork, user: User, session: Session) -> Grant:
    """The first tokens of a new session."""
    await erasures.refuse_running(uow, user)
    await uow.flush()
    token_id, secret = new_id(), new_token()
    await _insert(uow, token_id, session, secret)
    return await _grant(uow, user, session, rules.compose_refresh(token_id, secret))


async def refresh(uow: UnitOfWork, token: str, visitor: Visitor) -> Grant:
    """Swap a refresh token for new tokens.

    401 `invalid_refresh_token` for an unknown one, `session_ended` when its session is over, `refresh_reused`
    when it has been used before: that session is ended then.
    """
    parts = rules.split_refresh(token)
    if parts is None:
        raise _invalid()
    thief: RefreshToken | None = None
    async with uow.apart() as unit:
        row = await unit.session.get(RefreshToken, parts[0])
        if row is None or not hmac.compare_digest(row.secret_hash, _hash(unit, parts[1])):
            raise _invalid()
        session, user = await _holder(unit, row)
        successor = await _successor(unit, row, session, parts[1])
        if successor is None:
            thief = row
        else:
            await sessions.touch(unit, session, visitor)
            return await _grant(unit, user, session, successor)
    async with uow.apart() as unit:
        await _punish(unit, thief.session_id, visitor)
    raise Unauthenticated("refresh_reused", "This refresh token was used before; its session has been ended.")


async def revoke(uow: UnitOfWork, token: str) -> None:
    """Sign out by a refresh token (RFC 7009): unknown tokens are no error, there is nothing to tell."""
    parts = rules.split_refresh(token)
    if parts is None:
        return
    row = await uow.session.get(RefreshToken, parts[0])
    if row is None or not hmac.compare_digest(row.secret_hash, _hash(uow, parts[1])):
        return
    session = await sessions.find(uow, row.session_id)
    if session is not None:
        await sessions.revoke(uow, session, reason="logout")


async def access_token(uow: UnitOfWork, user: User, session: Session, *, shown: MeRead | None = None) -> str:
    """A JWT (RFC 9068) for 15 minutes. Staff permissions are in it only after a second factor. `shown`: the account as
    it is told to its owner in this very answer, which then is not asked about again."""
    claims = await _claims(uow, user, session, bool(shown.pending_terms) if shown else None)
    # Of staff a second factor is always demanded: of whom none is demanded has no role.
    may_be_staff = shown is None or shown.mfa.required
    powers = await staff_members.powers_of(uow, user.id) if may_be_staff else None
    if session.portal_workspace_id is not None:
        # Whoever it is elsewhere: this session opens one portal, and nothing else ever.
        claims |= {"aud": "portal", "ws": str(session.portal_workspace_id)}
    elif powers is not None and session.aal >= 2:
        claims |= {"staff": powers[0], "staff_ips": powers[1]}
    elif powers is not None:
        claims |= {"staff_enrol": True}
    return await uow.runtime.part(KeyRing).sign(claims, typ="at+jwt")


async def acting_token(uow: UnitOfWork, user: User, session: Session) -> tuple[str, int]:
    """A token by which the staff member of this session acts as its user, and its seconds. It never outlives the
    session, and opens no staff route."""
    claims = await _claims(uow, user, session, None) | {"act": str(session.actor_id)}
    claims["exp"] = min(claims["exp"], int(session.absolute_expires_at.timestamp()))
    return await uow.runtime.part(KeyRing).sign(claims, typ="at+jwt"), claims["exp"] - claims["iat"]


async def barriers(uow: UnitOfWork, user: User, session: Session, *, terms: bool | None = None) -> dict[str, Any]:
    """What keeps the person of this session out of every workspace until it is settled; the gateway refuses by it."""
    return {
        "terms_pending": bool(await consents.pending(uow, user.id)) if terms is None else terms,
        "mfa_missing": session.aal < 2 and await mfa_demands.by_platform(uow),
        "leaving": user.status == "deletion_scheduled",
    }


async def _claims(uow: UnitOfWork, user: User, session: Session, terms: bool | None) -> dict[str, Any]:
    now = int(uow.now.timestamp())
    return {
        "iss": uow.runtime.settings.public_url,
        "aud": "mewayz",
        "sub": str(user.id),
        "sid": str(session.id),
        "iat": now,
        "nbf": now,
        "exp": now + int(rules.ACCESS_LIFE.total_seconds()),
        "jti": str(new_id()),
        "email_verified": user.email_verified_at is not None,
        "aal": session.aal,
        "auth_time": int(session.auth_time.timestamp()),
        **await barriers(uow, user, session, terms=terms),
    }


async def forget_old(work: Work) -> None:
    """Delete refresh tokens whose time is over."""
    await forget(work.runtime, RefreshToken, col(RefreshToken.expires_at) < work.now)


async def _holder(uow: UnitOfWork, row: RefreshToken) -> tuple[Session, User]:
    session = await sessions.find(uow, row.session_id)
    if session is None or not sessions.is_alive(session, uow.now):
        raise Unauthenticated("session_ended", "The session is over; sign in again.")
    user = await users.find(uow, session.user_id)
    if user is None or user.status not in SIGN_IN:
        raise Unauthenticated("session_ended", "The session is over; sign in again.")
    return session, user


async def _successor(uow: UnitOfWork, row: RefreshToken, session: Session, secret: str) -> str | None:
    """The next token of the family, or None when `row` comes back as a thief's would."""
    successor_id = new_id()
    won = await uow.execute(
        update(RefreshToken)
        .where(col(RefreshToken.id) == row.id, col(RefreshToken.rotated_at).is_(None))
        .values(rotated_at=uow.now, successor_id=successor_id)
    )
    if won.rowcount:
        derived = _derive(uow, secret, successor_id)
        await _insert(uow, successor_id, session, derived)
        return rules.compose_refresh(successor_id, derived)
    now_row = await _rotation(uow, row.id)
    next_row = await _rotation(uow, now_row.successor_id)
    grace = (await policy_of(uow.runtime)).refresh_grace_seconds
    used = next_row.rotated_at is not None
    if not rules.is_honest_repeat(now_row.rotated_at, uow.now, grace, successor_used=used):
        return None
    return rules.compose_refresh(now_row.successor_id, _derive(uow, secret, now_row.successor_id))


async def _punish(uow: UnitOfWork, session_id: UUID, visitor: Visitor) -> None:
    """End the session whose token came back; its owner is told once."""
    session = await sessions.find(uow, session_id, lock=True)
    if session is None or session.revoked_at is not None:
        return
    user = await users.get(uow, session.user_id)
    await sessions.revoke(uow, session, reason="reuse")
    security_events.record(
        uow, "refresh.reused", user_id=user.id, outcome="refused", visitor=visitor, session_id=str(session_id)
    )
    security_events.alert(uow, "refresh_reuse", user_id=user.id, session_id=str(session_id))
    mails.send(uow, "refresh_reuse", to=user.email, locale=user.locale, name=user.name)


async def _rotation(uow: UnitOfWork, token_id: UUID) -> Any:
    """When a token was rotated and to which one, as the database has it now."""
    columns = sa.select(col(RefreshToken.rotated_at), col(RefreshToken.successor_id))
    return (await uow.execute(columns.where(col(RefreshToken.id) == token_id))).one()


async def _insert(uow: UnitOfWork, token_id: UUID, session: Session, secret: str) -> None:
    uow.session.add(
        RefreshToken(
            id=token_id,
            session_id=session.id,
            secret_hash=_hash(uow, secret),
            created_at=uow.now,
            expires_at=session.absolute_expires_at,
        )
    )
    await uow.flush()


async def _grant(uow: UnitOfWork, user: User, session: Session, refresh_token: str) -> Grant:
    async with uow.within(user_id=user.id):
        shown = await me.show(uow, user)
    return Grant(
        access_token=await access_token(uow, user, session, shown=shown),
        expires_in=int(rules.ACCESS_LIFE.total_seconds()),
        refresh_token=refresh_token,
        refresh_seconds=int((session.absolute_expires_at - uow.now).total_seconds()),
        client=session.client,
        portal=session.portal_workspace_id is not None,
        user=shown,
    )


def _derive(uow: UnitOfWork, parent_secret: str, successor_id: UUID) -> str:
    key = uow.runtime.crypto.key("refresh-successor")
    digest = hmac.new(key, f"{parent_secret}\0{successor_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(uow: UnitOfWork, secret: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("refresh", secret)


def _invalid() -> Unauthenticated:
    return Unauthenticated("invalid_refresh_token", "This refresh token is not valid.")
