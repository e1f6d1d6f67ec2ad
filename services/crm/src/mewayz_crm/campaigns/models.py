"""Tables of campaigns."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, sort_index, stays
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class Campaign(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """One mail to many. `audience` and `variants` are documents in the form of their schemas; nothing changes them
    once the campaign has started.

    `scheduled_at` is what somebody asked for, with `send_local` by each recipient's own clock. `run` names the chain
    of jobs that sends; another start or resume is another one. `recipients` is how many the audience had at the start,
    `audience_bound` the last subscription that was looked at, `counted` the month whose mails they were taken from.
    `group_sizes` are the test groups by variant, `decide_at` when the test is judged, `winner` the variant for the
    rest.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        sort_index("campaigns", "name"),
        list_index("campaigns", "state"),
    )

    name: str = Field(max_length=120)
    audience: dict[str, Any] = Field(sa_type=Json)
    variants: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    sender_id: UUID | None = Field(default=None, foreign_key="senders.id", ondelete="SET NULL")
    throttle_per_hour: int | None = None
    ab_test: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    state: str = Field(default="draft", max_length=9)
    reason: str | None = Field(default=None, max_length=24)
    scheduled_at: datetime | None = None
    send_local: bool = False
    owner_id: UUID | None = None
    run: UUID | None = stays("a chain of jobs")
    started_at: datetime | None = None
    finished_at: datetime | None = None
    recipients: int | None = None
    audience_bound: UUID | None = stays("a subscription, also one that is gone")
    counted: str | None = Field(default=None, max_length=7)
    group_sizes: list[int] | None = Field(default=None, sa_type=Json, nullable=True)
    decide_at: datetime | None = None
    winner: int | None = None


class CampaignPace(WorkspaceScoped, Base, table=True):
    """How fast a campaign goes: the mark of its throttle, and its latest calls of the provider. It is apart from the
    campaign because it changes while mails are claimed, each of which reads the campaign."""

    __tablename__ = "campaign_paces"

    campaign_id: UUID = Field(primary_key=True, foreign_key="campaigns.id", ondelete="CASCADE")
    mark: datetime | None = None
    calls: str = Field(default="", max_length=50)


class CampaignChange(WorkspaceScoped, Entity, Base, table=True):
    """A campaign came into another state. No route and no use-case changes a line."""

    __tablename__ = "campaign_changes"
    __table_args__ = (sa.Index("ix_campaign_changes_campaign_id", "campaign_id", "id"),)

    campaign_id: UUID = Field(foreign_key="campaigns.id", ondelete="CASCADE")
    from_state: str = Field(max_length=9)
    to_state: str = Field(max_length=9)
    reason: str | None = Field(default=None, max_length=24)
    actor: str = Field(max_length=60)
