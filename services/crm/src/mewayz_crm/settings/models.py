"""Table of settings."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class CrmSettings(WorkspaceScoped, Entity, Base, table=True):
    """One row per workspace, from its first change on; it goes by the workspace's id."""

    __tablename__ = "crm_settings"
    __table_args__ = (sa.UniqueConstraint("workspace_id", name="uq_crm_settings_workspace"),)

    postal_address: str | None = Field(default=None, max_length=500)
    tracking: str = Field(max_length=12)
    frequency_cap_mails: int | None = None
    frequency_cap_days: int
    default_list_id: UUID | None = Field(default=None, foreign_key="lists.id", ondelete="SET NULL")
    hard_bounces: int
    complaints: int
    soft_bounces: int
    soft_bounce_days: int
    allowed_domains: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    blocked_domains: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    mail_body_days: int
    score_threshold: int | None = None
