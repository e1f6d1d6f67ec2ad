"""Setting and checking passwords."""

from uuid import UUID

import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col

from mewayz_identity.base import delete
from mewayz_identity.passwords import rules
from mewayz_identity.passwords.hashing import Hashing
from mewayz_identity.passwords.models import PasswordCredential
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


async def hash_of(uow: UnitOfWork, user_id: UUID) -> list[str]:
    """The hashes of a user, the present one first; empty without a password."""
    row = await of_user(uow, user_id)
    return list(row.hashes) if row is not None else []


async def of_user(uow: UnitOfWork, user_id: UUID) -> PasswordCredential | None:
    """The password credential of a user."""
    async with uow.within(user_id=user_id):
        found: PasswordCredential | None = await uow.scalar(sa.select(PasswordCredential))
    return found


async def is_right(uow: UnitOfWork, hashes: list[str], password: SecretStr) -> bool:
    """Check a password against the present hash. Slow: no transaction may be open."""
    hashing = uow.runtime.part(Hashing)
    return await hashing.check(hashes[0] if hashes else None, password.get_secret_value())


async def accepted_hash(
    uow: UnitOfWork, password: SecretStr, *, about: list[str], earlier: list[str], pointer: str = "/password"
) -> str:
    """The hash of a new password, or 422 that says what is wrong with it. Slow: no transaction may be open."""
    plain, hashing = password.get_secret_value(), uow.runtime.part(Hashing)
    weakness = rules.weakness(plain, [text for text in about if text])
    if weakness is not None:
        raise Unprocessable.field(pointer, *weakness)
    for encoded in earlier[: rules.REMEMBERED]:
        if await hashing.check(encoded, plain):
            raise Unprocessable.field(pointer, "password_reused", "This is one of your last five passwords.")
    return await hashing.make(plain)


async def store(uow: UnitOfWork, user_id: UUID, encoded: str) -> None:
    """Make `encoded` the password of a user, remembering the last ones."""
    async with uow.within(user_id=user_id):
        row = await uow.scalar(sa.select(PasswordCredential).with_for_update())
        if row is None:
            uow.add(PasswordCredential(hashes=[encoded], set_at=uow.now))
            return
        row.hashes = [encoded, *row.hashes][: rules.REMEMBERED]
        row.set_at = uow.now


async def remove(uow: UnitOfWork, *, user_id: UUID, credential_id: UUID | None = None) -> bool:
    """The user has no password any more; answers whether there was one (with this id, if one is named)."""
    mine = col(PasswordCredential.user_id) == user_id
    if credential_id is not None:
        mine = sa.and_(mine, col(PasswordCredential.id) == credential_id)
    async with uow.within(user_id=user_id):
        return bool((await uow.execute(delete(PasswordCredential).where(mine))).rowcount)


async def rehash(uow: UnitOfWork, hashes: list[str], password: SecretStr) -> str | None:
    """A new hash of a right password whose hash has yesterday's cost, or None. No transaction may be open."""
    hashing = uow.runtime.part(Hashing)
    if not hashing.is_outdated(hashes[0]):
        return None
    return await hashing.make(password.get_secret_value())


async def replace_hash(uow: UnitOfWork, user_id: UUID, encoded: str) -> None:
    """Put the re-made hash of the same password in place of the old one."""
    async with uow.within(user_id=user_id):
        row = await uow.scalar(sa.select(PasswordCredential).with_for_update())
        if row is not None:
            row.hashes = [encoded, *row.hashes[1:]]
