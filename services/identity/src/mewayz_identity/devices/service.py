"""Recognising devices."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.devices import rules
from mewayz_identity.devices.models import Device
from mewayz_identity.edge import DEVICE_COOKIE, Visitor
from mewayz_kit.crypto import new_token
from mewayz_kit.uow import UnitOfWork

__all__ = ["Device", "SeenDevice", "cookie_name", "recognise", "see"]
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device that signs in. `token` is set when it is new and must be told; `is_new` when others came before."""

    id: UUID
    name: str
    token: str | None
    is_new: bool


def cookie_name(uow: UnitOfWork, user_id: UUID) -> str:
    """The cookie in which a browser keeps its device token for one user; its name does not tell whose."""
    return DEVICE_COOKIE + uow.runtime.crypto.keyed_hash("device-cookie", str(user_id)).hex()[:16]


async def recognise(uow: UnitOfWork, user_id: UUID, visitor: Visitor, given: str | None) -> Device | None:
    """The device of this user that the visitor proves to be, by cookie or by the token an app sends."""
    token = given or visitor.cookies.get(cookie_name(uow, user_id), "")
    if not _TOKEN.fullmatch(token):
        return None
    async with uow.within(user_id=user_id):
        found: Device | None = await uow.scalar(
            sa.select(Device).where(col(Device.token_hash) == _hash(uow, user_id, token))
        )
    return found


async def see(uow: UnitOfWork, user_id: UUID, visitor: Visitor, given: str | None) -> SeenDevice:
    """Note that a device signs in; an unknown one gets a token of its own, never one that it proposes."""
    known = await recognise(uow, user_id, visitor, given)
    async with uow.within(user_id=user_id):
        if known is not None:
            known.last_seen_at = uow.now
            return SeenDevice(known.id, known.name, None, is_new=False)
        others = await uow.scalar(sa.select(sa.func.count(col(Device.id))))
        token = new_token()
        row = Device(
            token_hash=_hash(uow, user_id, token),
            name=rules.device_name(visitor.user_agent),
            last_seen_at=uow.now,
        )
        uow.add(row)
        await uow.flush()
    return SeenDevice(row.id, row.name, token, is_new=bool(others))


async def forget_all(uow: UnitOfWork, user_id: UUID) -> None:
    """No device of this user is known any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(sa.delete(Device).where(col(Device.user_id) == user_id))


async def forget_old(uow: UnitOfWork) -> None:
    """Delete devices that have not signed in for as long as a browser keeps their cookie."""
    table: sa.Table = Device.__table__
    await uow.execute(sa.delete(table).where(table.c.last_seen_at < uow.now - timedelta(days=400)))


def _hash(uow: UnitOfWork, user_id: UUID, token: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("device", f"{user_id}\0{token}")
