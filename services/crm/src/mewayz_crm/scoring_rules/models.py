"""Table of scoring rules."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class ScoringRule(WorkspaceScoped, Entity, Base, table=True):
    """What one kind of deed is worth. `about` narrows it to one tag, field, list, segment or form; `filter` to the
    contacts that it means when the deed is heard of. What it has given is kept when it changes."""

    __tablename__ = "scoring_rules"
    __table_args__ = (sa.Index("ix_scoring_rules_trigger", "workspace_id", "trigger", "active"),)

    name: str = Field(max_length=120)
    trigger: str = Field(max_length=60)
    about: str | None = Field(default=None, max_length=120)
    filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    points: int
    expires_after_days: int | None = None
    cap_per_contact: int | None = None
    active: bool = True
