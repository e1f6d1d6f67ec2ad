"""Making and using recovery codes."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.recovery_codes import rules
from mewayz_identity.recovery_codes.models import RecoveryCode
from mewayz_kit.uow import UnitOfWork


async def regenerate(uow: UnitOfWork, user_id: UUID) -> list[str]:
    """Ten new codes in place of all earlier ones; the plain text exists only in this answer."""
    await remove_all(uow, user_id)
    codes = rules.new_codes()
    async with uow.within(user_id=user_id):
        for code in codes:
            uow.add(RecoveryCode(code_hash=_hash(uow, user_id, code)))
    return codes


async def use(uow: UnitOfWork, user_id: UUID, code: str) -> bool:
    """Whether `code` was right and unused; it is used now."""
    async with uow.within(user_id=user_id):
        used = await uow.execute(
            update(RecoveryCode)
            .where(
                col(RecoveryCode.user_id) == user_id,
                col(RecoveryCode.code_hash) == _hash(uow, user_id, code),
                col(RecoveryCode.used_at).is_(None),
            )
            .values(used_at=uow.now)
        )
    return bool(used.rowcount)


async def count_left(uow: UnitOfWork, user_id: UUID) -> int:
    """How many codes are unused."""
    async with uow.within(user_id=user_id):
        unused = sa.select(sa.func.count(col(RecoveryCode.id))).where(
            col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None)
        )
        return int(await uow.scalar(unused))


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """No code of this user is good any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


def _hash(uow: UnitOfWork, user_id: UUID, code: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("recovery-code", f"{user_id}\0{rules.normalise(code)}")
