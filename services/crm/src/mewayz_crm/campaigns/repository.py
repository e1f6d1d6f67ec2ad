"""Stored campaigns."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign, CampaignChange, CampaignPace
from mewayz_crm.campaigns.schemas import CampaignRead
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

campaigns = Records(Campaign, CampaignRead, entity="campaign")


async def changes_of(uow: UnitOfWork, campaign_id: UUID) -> Sequence[CampaignChange]:
    """The latest changes of state, newest first."""
    mine = sa.select(CampaignChange).where(col(CampaignChange.campaign_id) == campaign_id)
    return await uow.all(mine.order_by(col(CampaignChange.id).desc()).limit(200))


async def in_states(uow: UnitOfWork, *states: str) -> Sequence[Campaign]:
    """The campaigns of the workspace in these states, held, always in one order."""
    found = sa.select(Campaign).where(col(Campaign.state).in_(states), col(Campaign.deleted_at).is_(None))
    return await uow.all(found.order_by(col(Campaign.id)).with_for_update())


async def sending(uow: UnitOfWork, template_id: UUID, *, drafts: bool) -> bool:
    """Whether a live campaign sends this template, or has sent it; a draft sends nothing yet."""
    named = sa.cast(col(Campaign.variants), sa.Text).contains(str(template_id))
    found = sa.select(col(Campaign.id)).where(named, col(Campaign.deleted_at).is_(None))
    if not drafts:
        found = found.where(col(Campaign.state) != "draft")
    return await uow.scalar(found.limit(1)) is not None


async def fresh_pace(uow: UnitOfWork, campaign_id: UUID) -> None:
    """What the provider did before a pause is not held against it afterwards; the throttle goes on."""
    first = {"campaign_id": campaign_id, "workspace_id": uow.workspace_id, "calls": ""}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, CampaignPace).values(**first))
    mine = sa.update(CampaignPace).where(col(CampaignPace.campaign_id) == campaign_id)
    await uow.execute(mine.values(calls="").execution_options(synchronize_session=False))


async def pace_of(uow: UnitOfWork, campaign_id: UUID, *, lock: bool = False) -> CampaignPace:
    """How fast a campaign goes."""
    statement = sa.select(CampaignPace).where(col(CampaignPace.campaign_id) == campaign_id)
    statement = statement.execution_options(populate_existing=True)
    found: CampaignPace = await uow.scalar(statement.with_for_update() if lock else statement)
    return found
