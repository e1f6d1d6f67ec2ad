"""Enrolling and using authenticators."""

from uuid import UUID

import pyotp
import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.totp_credentials import rules
from mewayz_identity.totp_credentials.models import TotpCredential
from mewayz_identity.totp_credentials.schemas import TotpEnrolment, TotpRead
from mewayz_kit.errors import Conflict, InvalidTransition, NotFound
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(TotpCredential, TotpRead, entity="totp_credential", tells=())
SEAL = "totp"


async def enrol(uow: UnitOfWork, *, user_id: UUID, email: str, name: str) -> TotpEnrolment:
    """Make a pending authenticator in place of an earlier pending one; 409 `totp_already_active` beside an active."""
    async with uow.within(user_id=user_id):
        if await active(uow, user_id) is not None:
            raise Conflict("totp_already_active", "There is an active authenticator already; delete it first.")
        await uow.execute(delete(TotpCredential).where(col(TotpCredential.status) == "pending"))
        secret = pyotp.random_base32()
        row = TotpCredential(status="pending", secret=uow.runtime.crypto.seal(SEAL, secret.encode()), name=name)
        uow.add(row)
        await uow.flush()
    uri = rules.provisioning_uri(secret, email)
    return TotpEnrolment(id=row.id, status=row.status, name=name, secret=secret, otpauth_uri=uri)


async def pending(uow: UnitOfWork, *, user_id: UUID, credential_id: UUID) -> TotpCredential:
    """The pending authenticator, held for its confirmation; 404, or 409 when it is no longer pending."""
    async with uow.within(user_id=user_id):
        row = await uow.find(TotpCredential, credential_id, lock=True)
    if row is None or row.status == "revoked":
        raise NotFound(detail="There is no authenticator with this id.")
    if row.status != "pending":
        raise InvalidTransition("authenticator", row.status, "confirm")
    return row


async def confirm(uow: UnitOfWork, row: TotpCredential) -> None:
    """It has shown its first right code and protects the account from now on."""
    row.status, row.active_for, row.confirmed_at = "active", row.user_id, uow.now
    await uow.flush()


async def active(uow: UnitOfWork, user_id: UUID) -> TotpCredential | None:
    """The active authenticator of a user."""
    async with uow.within(user_id=user_id):
        found: TotpCredential | None = await uow.scalar(
            sa.select(TotpCredential).where(col(TotpCredential.status) == "active")
        )
    return found


async def use(uow: UnitOfWork, row: TotpCredential, code: str) -> bool:
    """Whether `code` is right, and has never been used: `last_step` moves by one conditional update."""
    secret = uow.runtime.crypto.open(SEAL, row.secret).decode()
    step = rules.matching_step(secret, code, uow.now)
    if step is None:
        return False
    async with uow.within(user_id=row.user_id):
        moved = await uow.execute(
            update(TotpCredential)
            .where(col(TotpCredential.id) == row.id, col(TotpCredential.last_step) < step)
            .values(last_step=step, last_used_at=uow.now)
        )
    return bool(moved.rowcount)


async def listed(uow: UnitOfWork, user_id: UUID) -> list[TotpRead]:
    """The authenticators of a user that are pending or active."""
    async with uow.within(user_id=user_id):
        rows = await uow.all(sa.select(TotpCredential).where(col(TotpCredential.status) != "revoked"))
    return [await RECORDS.show_one(uow, row) for row in rows]


async def revoke(uow: UnitOfWork, *, user_id: UUID, credential_id: UUID) -> bool:
    """Revoke an authenticator; answers whether there was one."""
    async with uow.within(user_id=user_id):
        row = await uow.find(TotpCredential, credential_id, lock=True)
        if row is None or row.status == "revoked":
            return False
        _end(row)
    return True


async def rename(uow: UnitOfWork, *, user_id: UUID, credential_id: UUID, name: str) -> TotpCredential | None:
    """Give an authenticator another name, if there is one with this id."""
    async with uow.within(user_id=user_id):
        row = await uow.find(TotpCredential, credential_id, lock=True)
        if row is None or row.status == "revoked":
            return None
        row.name = name
    return row


async def revoke_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Revoke every authenticator of a user."""
    async with uow.within(user_id=user_id):
        rows = await uow.all(sa.select(TotpCredential).where(col(TotpCredential.status) != "revoked").with_for_update())
        for row in rows:
            _end(row)


def _end(row: TotpCredential) -> None:
    row.status, row.active_for, row.secret = "revoked", None, b""
