"""Recognising devices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.devices import rules
from mewayz_identity.devices.events import DeviceShared
from mewayz_identity.devices.models import Device
from mewayz_identity.devices.schemas import DeviceRead
from mewayz_identity.edge import DEVICE_COOKIE, Visitor
from mewayz_identity.policy import policy_of
from mewayz_kit import retention
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import NotFound
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

__all__ = ["Device", "SeenDevice", "cookie_name", "recognise", "see"]
MOST_PEOPLE = 20
"""Cookies of other people in one browser that are looked at."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


async def _present(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["id"]: {"trusted": row["trusted_until"] is not None and row["trusted_until"] > uow.now} for row in rows}


RECORDS = Records(Device, DeviceRead, entity="device", extend=_present, tells=())


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device that signs in. `token` is set when it is new and must be told; `is_new` when others came before."""

    id: UUID
    name: str
    token: str | None
    is_new: bool


def cookie_key(uow: UnitOfWork, user_id: UUID) -> str:
    """What the cookie of one user's device token ends with; it does not tell whose it is."""
    return uow.runtime.crypto.keyed_hash("device-cookie", str(user_id)).hex()[:16]


def cookie_name(uow: UnitOfWork, user_id: UUID) -> str:
    """The cookie in which a browser keeps its device token for one user."""
    return DEVICE_COOKIE + cookie_key(uow, user_id)


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
    """Note that a device signs in; an unknown one gets a token of its own, never one that it proposes, and whose it is
    besides is told."""
    known, key = await recognise(uow, user_id, visitor, given), cookie_key(uow, user_id)
    async with uow.within(user_id=user_id):
        if known is not None:
            known.last_seen_at, known.cookie = uow.now, key
            return SeenDevice(known.id, known.name, None, is_new=False)
        others = await uow.scalar(sa.select(sa.func.count(col(Device.id))))
        token = new_token()
        row = Device(
            token_hash=_hash(uow, user_id, token),
            cookie=key,
            name=rules.device_name(visitor.user_agent),
            last_seen_at=uow.now,
        )
        uow.add(row)
        await uow.flush()
    if others_here := await _others_here(uow, visitor, besides=key):
        uow.publish(DeviceShared(id=user_id, others=others_here))
    return SeenDevice(row.id, row.name, token, is_new=bool(others))


async def trust(uow: UnitOfWork, device_id: UUID) -> Device:
    """Let this device of the caller skip the second factor for a while (`trusted_device_days`)."""
    days = (await policy_of(uow.runtime)).trusted_device_days
    device = await own(uow, device_id)
    device.trusted_until = uow.now + timedelta(days=days)
    await uow.flush()
    return device


async def untrust(uow: UnitOfWork, device_id: UUID) -> Device:
    """Ask this device for the second factor again."""
    device = await own(uow, device_id)
    device.trusted_until = None
    await uow.flush()
    return device


async def untrust_all(uow: UnitOfWork, user_id: UUID) -> None:
    """No device of a user skips the second factor any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(update(Device).where(col(Device.user_id) == user_id).values(trusted_until=None))


async def own(uow: UnitOfWork, device_id: UUID) -> Device:
    """A device of the caller, held for a change."""
    device = await uow.find(Device, device_id, lock=True)
    if device is None:
        raise NotFound(detail="There is no device with this id.")
    return device


async def forget(uow: UnitOfWork, device_id: UUID) -> None:
    """The device is unknown from now on."""
    await uow.session.delete(await own(uow, device_id))
    await uow.flush()


async def remove(uow: UnitOfWork, user_id: UUID, device_id: UUID) -> None:
    """A device of this user is unknown from now on; it is no error if it was already."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(Device).where(col(Device.user_id) == user_id, col(Device.id) == device_id))


def is_trusted(device: Device | None, now: datetime) -> bool:
    """Whether a device may skip the second factor."""
    return device is not None and device.trusted_until is not None and device.trusted_until > now


async def forget_all(uow: UnitOfWork, user_id: UUID) -> None:
    """No device of this user is known any more."""
    async with uow.within(user_id=user_id):
        await uow.execute(delete(Device).where(col(Device.user_id) == user_id))


async def forget_old(work: Work) -> None:
    """Delete devices that have not signed in for as long as a browser keeps their cookie."""
    await retention.forget(work.runtime, Device, col(Device.last_seen_at) < work.now - timedelta(days=400))


async def _others_here(uow: UnitOfWork, visitor: Visitor, *, besides: str) -> list[UUID]:
    """Who else has signed in with this browser, proven by the tokens it keeps for them."""
    cookies = {name: token for name, token in visitor.cookies.items() if name.startswith(DEVICE_COOKIE)}
    held = {name.removeprefix(DEVICE_COOKIE): token for name, token in cookies.items() if _TOKEN.fullmatch(token)}
    keys = [key for key in held if key != besides][:MOST_PEOPLE]
    if not keys:
        return []
    found = sa.select(col(Device.user_id), col(Device.cookie), col(Device.token_hash)).where(
        col(Device.cookie).in_(keys)
    )
    with uow.unscoped("a browser may be that of several people"):
        rows = (await uow.execute(found)).all()
    return sorted({row.user_id for row in rows if row.token_hash == _hash(uow, row.user_id, held[row.cookie])})


def _hash(uow: UnitOfWork, user_id: UUID, token: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("device", f"{user_id}\0{token}")
