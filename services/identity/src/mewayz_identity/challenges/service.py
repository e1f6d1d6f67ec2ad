"""Opening, guessing and consuming challenges."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.challenges import rules
from mewayz_identity.challenges.models import Challenge
from mewayz_kit.crypto import new_code, new_token
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Work
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "Challenge",
    "Opened",
    "consume",
    "find",
    "forget_old",
    "guess",
    "is_code",
    "is_link",
    "open_challenge",
    "payload_of",
    "renew_code",
    "void",
]
SEAL = "challenge"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new challenge with its plain secrets, which exist only here and where they are sent."""

    id: UUID
    handle: str
    code: str
    link: str


async def open_challenge(
    uow: UnitOfWork,
    purpose: str,
    *,
    subject: str,
    user_id: UUID | None = None,
    life: timedelta = rules.LINK_LIFE,
    payload: dict[str, Any] | None = None,
    coded: bool = True,
) -> Opened:
    """Ask; the older open challenges of this purpose and subject are void from now on. Without `coded` no code
    answers it until `renew_code` makes one."""
    crypto, now, secret = uow.runtime.crypto, uow.now, new_token()
    opened = Opened(id=new_id(), handle="", code=new_code(), link=new_token())
    opened = Opened(opened.id, rules.compose_handle(opened.id, secret), opened.code, opened.link)
    subject_hash = crypto.keyed_hash("challenge-subject", subject)
    await void(uow, purpose, subject=subject)
    uow.session.add(
        Challenge(
            id=opened.id,
            purpose=purpose,
            user_id=user_id,
            subject_hash=subject_hash,
            handle_hash=_hash(uow, opened.id, secret),
            code_hash=_hash(uow, opened.id, opened.code) if coded else None,
            link_hash=_hash(uow, opened.id, opened.link),
            payload=crypto.seal(SEAL, orjson.dumps(payload)) if payload is not None else None,
            created_at=now,
            code_expires_at=now + min(life, rules.CODE_LIFE),
            expires_at=now + life,
        )
    )
    await uow.flush()
    return opened


async def void(uow: UnitOfWork, purpose: str, *, subject: str) -> None:
    """Close every open challenge of a purpose and subject."""
    open_ones = sa.and_(
        col(Challenge.subject_hash) == uow.runtime.crypto.keyed_hash("challenge-subject", subject),
        col(Challenge.purpose) == purpose,
        col(Challenge.consumed_at).is_(None),
        col(Challenge.voided_at).is_(None),
    )
    await uow.execute(update(Challenge).where(open_ones).values(voided_at=uow.now))


async def find(uow: UnitOfWork, purpose: str, handle: str) -> Challenge | None:
    """The open challenge with this handle."""
    parts = rules.split_handle(handle)
    if parts is None:
        return None
    row: Challenge | None = await uow.session.get(Challenge, parts[0])
    if row is None or row.purpose != purpose or not hmac.compare_digest(row.handle_hash, _hash(uow, *parts)):
        return None
    is_open = row.consumed_at is None and row.voided_at is None and row.expires_at > uow.now
    return row if is_open and row.attempts < rules.MAX_ATTEMPTS else None


async def guess(uow: UnitOfWork, challenge: Challenge) -> bool:
    """Count one answer, in a transaction of its own; False when five have been given already."""
    async with uow.apart() as unit:
        counted = await unit.execute(
            update(Challenge)
            .where(col(Challenge.id) == challenge.id, col(Challenge.attempts) < rules.MAX_ATTEMPTS)
            .values(attempts=col(Challenge.attempts) + 1)
        )
    return bool(counted.rowcount)


async def renew_code(uow: UnitOfWork, challenge: Challenge) -> str | None:
    """A new code in place of an earlier one, to be mailed; None when the challenge was answered meanwhile."""
    code = new_code()
    renewed = await uow.execute(
        update(Challenge)
        .where(
            col(Challenge.id) == challenge.id, col(Challenge.consumed_at).is_(None), col(Challenge.voided_at).is_(None)
        )
        .values(code_hash=_hash(uow, challenge.id, code), code_expires_at=uow.now + rules.CODE_LIFE)
    )
    return code if renewed.rowcount else None


def is_code(uow: UnitOfWork, challenge: Challenge, code: str) -> bool:
    """Whether `code` is the mailed code and still good."""
    right = hmac.compare_digest(challenge.code_hash or b"", _hash(uow, challenge.id, code))
    return right and challenge.code_expires_at > uow.now


def is_link(uow: UnitOfWork, challenge: Challenge, link: str) -> bool:
    """Whether `link` is the secret of the mailed link."""
    return hmac.compare_digest(challenge.link_hash or b"", _hash(uow, challenge.id, link))


def is_answer(uow: UnitOfWork, challenge: Challenge, *, code: str | None, link: str | None) -> bool:
    """Whether the code, or without one the link, is right."""
    return is_code(uow, challenge, code) if code is not None else is_link(uow, challenge, link or "")


async def void_since(uow: UnitOfWork, purpose: str, *, user_id: UUID, moment: datetime) -> None:
    """Close every open challenge of a purpose that a user was asked at or after a moment."""
    since = sa.and_(
        col(Challenge.user_id) == user_id, col(Challenge.purpose) == purpose, col(Challenge.created_at) >= moment
    )
    await uow.execute(
        update(Challenge)
        .where(since, col(Challenge.consumed_at).is_(None), col(Challenge.voided_at).is_(None))
        .values(voided_at=uow.now)
    )


async def consume(uow: UnitOfWork, challenge: Challenge) -> bool:
    """Close the challenge with a right answer; of parallel right answers one gets True."""
    closed = await uow.execute(
        update(Challenge)
        .where(
            col(Challenge.id) == challenge.id, col(Challenge.consumed_at).is_(None), col(Challenge.voided_at).is_(None)
        )
        .values(consumed_at=uow.now, payload=None)
    )
    return bool(closed.rowcount)


def payload_of(uow: UnitOfWork, challenge: Challenge) -> dict[str, Any]:
    """What was kept with the challenge."""
    if challenge.payload is None:
        return {}
    opened: dict[str, Any] = orjson.loads(uow.runtime.crypto.open(SEAL, challenge.payload))
    return opened


async def forget_user(uow: UnitOfWork, user_id: UUID) -> int:
    """Delete every challenge of a person."""
    return int((await uow.execute(delete(Challenge).where(col(Challenge.user_id) == user_id))).rowcount)


async def forget_old(work: Work) -> None:
    """Delete challenges a day after their end."""
    await forget(work.runtime, Challenge, col(Challenge.expires_at) < work.now - timedelta(days=1))


def _hash(uow: UnitOfWork, challenge_id: UUID, secret: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("challenge", f"{challenge_id}\0{secret}")
