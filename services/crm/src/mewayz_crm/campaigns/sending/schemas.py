"""Payloads of the jobs that send."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Step(BaseModel):
    """One step of the chain `run`; `number` counts them, so that a step that is done twice has one successor."""

    campaign_id: UUID
    run: UUID
    number: int = 1


class Begin(BaseModel):
    """The timer of a scheduled campaign: void when another moment was chosen since."""

    campaign_id: UUID
    at: datetime


class Decide(BaseModel):
    """The timer of an A/B test: void when it was decided, or is to be at another moment."""

    campaign_id: UUID
    at: datetime
