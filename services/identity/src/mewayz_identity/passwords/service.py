"""Setting and checking passwords."""

from uuid import UUID

import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col

from mewayz_identity.base import delete
from mewayz_identity.passwords import rules, schemes
from mewayz_identity.passwords.breaches import BreachRegister
from mewayz_identity.passwords.hashing import Hashing
from mewayz_identity.passwords.models import PasswordCredential
from mewayz_identity.policy import policy_of
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
    least = (await policy_of(uow.runtime)).password_min_length
    if len(plain) < least:
        raise Unprocessable.field(pointer, "password_short", f"A password has at least {least} characters.")
    weakness = rules.weakness(plain, [text for text in about if text])
    if weakness is not None:
        raise Unprocessable.field(pointer, *weakness)
    for encoded in earlier[: rules.REMEMBERED]:
        if await hashing.check(encoded, plain):
            raise Unprocessable.field(pointer, "password_reused", "This is one of your last five passwords.")
    if await uow.runtime.part(BreachRegister).knows(plain):
        raise Unprocessable.field(pointer, "password_breached", "This password is in a list of stolen ones.")
    return await hashing.make(plain)


async def store(uow: UnitOfWork, user_id: UUID, encoded: str) -> None:
    """Make `encoded` the password of a user, remembering the last ones."""
    async with uow.within(user_id=user_id):
        row = await uow.scalar(sa.select(PasswordCredential).with_for_update())
        if row is None:
            uow.add(PasswordCredential(hashes=[encoded], set_at=uow.now))
            return
        row.hashes = [encoded, *row.hashes][: rules.REMEMBERED]
        row.set_at, row.change_due_at = uow.now, None


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


async def scheme_of_user(uow: UnitOfWork, user_id: UUID) -> str | None:
    """The scheme of somebody's present hash, for staff; None without a password."""
    hashes = await hash_of(uow, user_id)
    return schemes.scheme_of(hashes[0]) if hashes else None


async def demand_change(uow: UnitOfWork, user_id: UUID) -> None:
    """The present password opens nothing any more; the next one does."""
    async with uow.within(user_id=user_id):
        row = await uow.scalar(sa.select(PasswordCredential).with_for_update())
        if row is not None:
            row.change_due_at = uow.now


async def standing(uow: UnitOfWork, user_id: UUID) -> tuple[list[str], bool]:
    """The hashes of a user as in `hash_of`, and whether staff has asked for a new password."""
    row = await of_user(uow, user_id)
    return (list(row.hashes), row.change_due_at is not None) if row is not None else ([], False)
