"""Use-cases of pacing: the token buckets of senders, domains and the provider (crm.md §8).

Who sends many at once takes what is there (`take`) and comes back for the rest; a single mail has its moment set aside
(`reserve`), so that those that wait leave in their order and none of them asks twice.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.environment import environment_of
from mewayz_crm.mail.transports import transport_of
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.pacing import rules
from mewayz_crm.pacing.models import MailBucket
from mewayz_crm.pacing.rules import HOUR, Bucket
from mewayz_crm.senders.models import Sender
from mewayz_kit.inbox import Work
from mewayz_kit.portable import insert_ignore, table_of
from mewayz_kit.retention import forget as forget_rows
from mewayz_kit.uow import UnitOfWork


async def buckets_of(uow: UnitOfWork, sender_id: UUID | None, domain: str) -> list[Bucket]:
    """What limits mails of this sender that come from this domain; nothing unless somebody has set a limit."""
    sender = sa.select(col(Sender.id), col(Sender.throttle_per_hour)).where(col(Sender.id) == sender_id)
    own = sa.select(col(MailDomain.id), col(MailDomain.throttle_per_hour)).where(col(MailDomain.domain) == domain)
    kinds = {"sender": sender, "domain": own} if sender_id else {"domain": own}
    found = [
        Bucket(f"{kind}:{row.id}", row.throttle_per_hour)
        for kind, statement in kinds.items()
        for row in await uow.execute(statement)
        if row.throttle_per_hour is not None
    ]
    if everybody := environment_of(uow.runtime.settings).crm_mails_per_hour:
        found.append(Bucket(f"provider:{transport_of(uow.runtime).name}", everybody))
    return sorted(found)


async def take(work: Work, buckets: Sequence[Bucket], *, wanted: int) -> int:
    """Take up to `wanted` mails that all of them let go now, in a transaction of its own."""
    if not buckets:
        return wanted
    async with work.uow() as uow:
        rows, number = await _hold(uow, buckets), wanted
        for row, (_, per_hour) in zip(rows, buckets, strict=True):
            number = rules.take(mark=row.mark, per_hour=per_hour, wanted=number, now=uow.now).number
        for row, (_, per_hour) in zip(rows, buckets, strict=True):
            row.mark = rules.take(mark=row.mark, per_hour=per_hour, wanted=number, now=uow.now).mark
    return number


async def reserve(uow: UnitOfWork, buckets: Sequence[Bucket]) -> datetime:
    """Set one mail aside in all of them; when it may go, which is now if it need not wait."""
    moment = uow.now
    for row, (_, per_hour) in zip(await _hold(uow, buckets), buckets, strict=True):
        slot, row.mark = rules.reserve(mark=row.mark, per_hour=per_hour, now=uow.now)
        moment = max(moment, slot)
    return moment


async def next_one(uow: UnitOfWork, buckets: Sequence[Bucket]) -> datetime:
    """When all of them let the next mail go."""
    limits = dict(buckets)
    marks = sa.select(col(MailBucket.key), col(MailBucket.mark)).where(col(MailBucket.key).in_(limits))
    found = await uow.execute(marks) if limits else ()
    return max([uow.now, *(rules.next_token(row.mark, per_hour=limits[row.key]) for row in found)])


async def forget(work: Work) -> int:
    """Let go of buckets that are full again; answers of how many."""
    return await forget_rows(work.runtime, MailBucket, table_of(MailBucket).c.mark < work.now - HOUR)


async def _hold(uow: UnitOfWork, buckets: Sequence[Bucket]) -> list[MailBucket]:
    """Their rows in the order given, held: everybody takes them in the order of their keys."""
    keys = [bucket.key for bucket in buckets]
    mine = sa.select(MailBucket).where(col(MailBucket.key).in_(keys)).order_by(col(MailBucket.key))
    held = mine.with_for_update().execution_options(populate_existing=True)
    rows = {row.key: row for row in await uow.all(held)} if keys else {}
    if len(rows) < len(keys):
        for key in keys:
            if key not in rows:
                await uow.execute(insert_ignore(uow.runtime.db.dialect, MailBucket).values(key=key, mark=uow.now))
        rows = {row.key: row for row in await uow.all(held)}
    return [rows[key] for key in keys]
