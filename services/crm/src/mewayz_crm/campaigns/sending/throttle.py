"""The token bucket of a campaign: one moment in the database, moved by compare-and-set."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign, CampaignPace
from mewayz_crm.campaigns.repository import pace_of
from mewayz_crm.pacing import rules
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork


async def take(work: Work, campaign_id: UUID, *, per_hour: int, wanted: int) -> int:
    """Take up to `wanted` mails; who meets somebody else's taking looks again, and none may be left."""
    while True:
        async with work.uow() as uow:
            mark = (await pace_of(uow, campaign_id)).mark
            taken = rules.take(mark=mark, per_hour=per_hour, wanted=wanted, now=uow.now)
            if taken.number == 0 or await _moved(uow, campaign_id, mark, taken.mark):
                return taken.number


async def next_one(uow: UnitOfWork, row: Campaign) -> datetime:
    """When the bucket lets the next mail go."""
    mark = (await pace_of(uow, row.id)).mark
    if mark is None or row.throttle_per_hour is None:
        return uow.now
    return max(uow.now, rules.next_token(mark, per_hour=row.throttle_per_hour))


async def _moved(uow: UnitOfWork, campaign_id: UUID, before: datetime | None, after: datetime) -> bool:
    known = col(CampaignPace.mark).is_(None) if before is None else col(CampaignPace.mark) == before
    mine = sa.update(CampaignPace).where(col(CampaignPace.campaign_id) == campaign_id, known)
    done = await uow.execute(mine.values(mark=after).execution_options(synchronize_session=False))
    return bool(done.rowcount)
