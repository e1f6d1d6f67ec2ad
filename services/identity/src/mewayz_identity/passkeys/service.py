"""Keeping and checking passkeys."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import CredentialDeviceType

from mewayz_identity.base import delete, update
from mewayz_identity.passkeys import ceremonies
from mewayz_identity.passkeys.models import Passkey
from mewayz_identity.passkeys.schemas import Assertion, Attestation, PasskeyRead
from mewayz_kit.errors import NotFound, Unauthenticated
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

__all__ = ["RECORDS", "Passkey", "add", "ids_of", "listed", "prove", "remove", "remove_all"]
RECORDS = Records(Passkey, PasskeyRead, entity="passkey", tells=())


async def ids_of(uow: UnitOfWork, user_id: UUID) -> list[bytes]:
    """The credential ids of a user, oldest first; empty without a passkey."""
    async with uow.within(user_id=user_id):
        found = await uow.all(sa.select(Passkey).order_by(col(Passkey.created_at), col(Passkey.id)))
    return [row.credential_id for row in found]


async def listed(uow: UnitOfWork, user_id: UUID) -> Sequence[Passkey]:
    """The passkeys of a user, oldest first."""
    async with uow.within(user_id=user_id):
        return await uow.all(sa.select(Passkey).order_by(col(Passkey.created_at), col(Passkey.id)))


async def add(uow: UnitOfWork, *, user_id: UUID, given: Attestation, expected: bytes, name: str) -> Passkey:
    """Keep a new passkey; 401 `invalid_passkey`, 409 `passkey_known`."""
    made = ceremonies.check_attestation(uow.runtime, given, expected)
    if made is None or len(made.credential_id) > 1023:
        raise Unauthenticated("invalid_passkey", "The answer of the authenticator is not right.")
    row = Passkey(
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        aaguid=made.aaguid,
        transports=given.response.transports,
        backup_eligible=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        backed_up=made.credential_backed_up,
        name=name,
    )
    async with uow.within(user_id=user_id):
        uow.add(row)
    return row


async def owner_of(uow: UnitOfWork, given: Assertion) -> UUID | None:
    """Whose passkey it claims to be. The user handle, where the authenticator gives one, must name the same."""
    row = await _find(uow, given)
    if row is None:
        return None
    handle = given.response.user_handle
    return row.user_id if handle is None or _bytes(handle) == row.user_id.bytes else None


async def prove(uow: UnitOfWork, *, user_id: UUID, given: Assertion, expected: bytes, verify: bool) -> bool:
    """Whether a passkey of this user has signed `expected`. Its counter moves by one conditional update, so that a
    copy that signs at the same moment is refused."""
    row = await _find(uow, given)
    if row is None or row.user_id != user_id:
        return False
    signed = ceremonies.check_assertion(
        uow.runtime, given, expected, public_key=row.public_key, sign_count=row.sign_count, verify=verify
    )
    if signed is None:
        return False
    count = signed.new_sign_count
    grows = (col(Passkey.sign_count) == 0) if count == 0 else (col(Passkey.sign_count) < count)
    async with uow.within(user_id=user_id):
        moved = await uow.execute(
            update(Passkey)
            .where(col(Passkey.id) == row.id, grows)
            .values(sign_count=count, last_used_at=uow.now, backed_up=signed.credential_backed_up)
        )
    return bool(moved.rowcount)


async def rename(uow: UnitOfWork, passkey_id: UUID, name: str) -> Passkey:
    """Give a passkey of the caller another name."""
    row = await uow.find(Passkey, passkey_id, lock=True)
    if row is None:
        raise NotFound(detail="There is no passkey with this id.")
    row.name = name
    await uow.flush()
    return row


async def remove(uow: UnitOfWork, *, user_id: UUID, passkey_id: UUID) -> bool:
    """Delete a passkey; answers whether there was one."""
    async with uow.within(user_id=user_id):
        gone = await uow.execute(delete(Passkey).where(col(Passkey.user_id) == user_id, col(Passkey.id) == passkey_id))
    return bool(gone.rowcount)


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """The user has no passkey any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(Passkey).where(col(Passkey.user_id) == user_id))


async def _find(uow: UnitOfWork, given: Assertion) -> Passkey | None:
    with uow.unscoped("a credential id names the passkey"):
        found: Passkey | None = await uow.scalar(
            sa.select(Passkey).where(col(Passkey.credential_id) == _bytes(given.raw_id))
        )
    return found


def _bytes(text: str) -> bytes:
    try:
        return base64url_to_bytes(text)
    except ValueError:
        return b""
