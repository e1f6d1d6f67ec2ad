"""Events of campaigns beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class _About(BaseModel):
    """What every one of them says. No event itself, so that no contract promises it."""

    campaign_id: UUID
    name: str
    state: str
    at: datetime


class CampaignStarted(Event, _About, type="crm.campaign.started.v1", subject="campaign_id"):
    """A campaign sends: for the first time, or again after a pause (`resumed`). `recipients` is its audience."""

    recipients: int
    resumed: bool


class CampaignPaused(Event, _About, type="crm.campaign.paused.v1", subject="campaign_id"):
    """A campaign has stopped and can go on; `reason` says why it stopped by itself, null: somebody paused it."""

    reason: str | None


class CampaignFinished(Event, _About, type="crm.campaign.finished.v1", subject="campaign_id"):
    """Nobody of the audience is left to send to."""


class CampaignCancelled(Event, _About, type="crm.campaign.cancelled.v1", subject="campaign_id"):
    """A campaign has stopped for good; whoever had not got it gets nothing."""
