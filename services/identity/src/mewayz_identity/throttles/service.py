"""Counting failures.

An attempt is counted *before* the proof is checked and given back when it was right: however many guesses arrive
at the same moment, no more than the limit are ever checked. The count of an account is kept apart for unknown
devices and for each device that signed in before, so a stranger cannot lock the owner out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.policy import policy_of
from mewayz_identity.throttles.models import Throttle
from mewayz_kit.errors import TooManyRequests
from mewayz_kit.inbox import Work
from mewayz_kit.portable import insert_ignore
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted: at most `limit` within `window` from the first one on."""

    kind: str
    subject: str
    limit: int
    window: timedelta = WINDOW


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that has been counted. `last`: the account's counter is full if this one fails too."""

    counters: Sequence[Counter]
    last: bool


async def count(uow: UnitOfWork, counter: Counter) -> int:
    """Count one more and answer how many there are; 429 `too_many_attempts` when there were `limit` already."""
    key, now = _key(uow, counter), uow.now
    over = col(Throttle.ends_at) <= now
    # MySQL assigns from left to right: the count must be set while `ends_at` still has its old value.
    one_more = (
        update(Throttle)
        .where(col(Throttle.key) == key, over | (col(Throttle.count) < counter.limit))
        .ordered_values(
            (col(Throttle.count), sa.case((over, 1), else_=col(Throttle.count) + 1)),
            (col(Throttle.ends_at), sa.case((over, now + counter.window), else_=col(Throttle.ends_at))),
        )
    )
    known = sa.select(col(Throttle.count), col(Throttle.ends_at)).where(col(Throttle.key) == key)
    changed = await uow.execute(one_more)
    row = (await uow.execute(known)).one_or_none()
    if row is None:  # Nobody was counted here before; whoever else finds that out now adds to the same row.
        first = insert_ignore(uow.runtime.db.dialect, Throttle).values(key=key, count=0, ends_at=now + counter.window)
        await uow.execute(first)
        changed = await uow.execute(one_more)
        row = (await uow.execute(known)).one()
    if changed.rowcount == 0:
        seconds = math.ceil((row.ends_at - now).total_seconds())
        raise TooManyRequests("too_many_attempts", "Too many attempts; wait a while.", retry_after=seconds)
    return int(row.count)


async def give_back(uow: UnitOfWork, counters: Sequence[Counter]) -> None:
    """Take one count back, for an attempt that turned out right."""
    for counter in counters:
        await uow.execute(
            update(Throttle)
            .where(col(Throttle.key) == _key(uow, counter), col(Throttle.count) > 0, col(Throttle.ends_at) > uow.now)
            .values(count=col(Throttle.count) - 1)
        )


async def begin_attempt(uow: UnitOfWork, *, account: str, device_id: UUID | None, ip: str | None) -> Attempt:
    """Count an attempt to prove to be `account`, in a transaction of its own. `device_id` is a device that has
    signed in to this account before."""
    settings = await policy_of(uow.runtime)
    subject = f"{account}/{device_id or 'unknown'}"
    counters = [Counter("account", subject, settings.failures_per_account)]
    if ip is not None:
        counters.append(Counter("ip", ip, settings.failures_per_ip))
    async with uow.apart() as unit:
        counts = [await count(unit, counter) for counter in counters]
    return Attempt(counters, last=counts[0] == settings.failures_per_account)


async def is_within(uow: UnitOfWork, counter: Counter) -> bool:
    """Count one more; False instead of 429 when there were too many, for what is then left out silently."""
    try:
        await count(uow, counter)
    except TooManyRequests:
        return False
    return True


async def forget_old(work: Work) -> None:
    """Delete counters whose window is over."""
    await forget(work.runtime, Throttle, col(Throttle.ends_at) < work.now)


def _key(uow: UnitOfWork, counter: Counter) -> bytes:
    return uow.runtime.crypto.keyed_hash("throttle", f"{counter.kind}\0{counter.subject}")
