"""Tables of the timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class TimelineEntry(WorkspaceScoped, Entity, Base, table=True):
    """One event in the life of one record. `kind` is the event's type without service and version."""

    __tablename__ = "timeline"
    __table_args__ = (
        sa.UniqueConstraint("subject_id", "source_event_id", name="uq_timeline_event"),
        sa.Index("ix_timeline_subject_id", "workspace_id", "subject_id", "at", "id"),
        sa.Index("ix_timeline_by_at", "workspace_id", "at", "id"),
    )

    subject_type: str = Field(max_length=10)
    subject_id: UUID
    kind: str = Field(max_length=60)
    source_event_id: UUID
    at: datetime
    actor: str | None = Field(default=None, max_length=60)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the record."""
        return seen_with(columns.subject_id, user)
