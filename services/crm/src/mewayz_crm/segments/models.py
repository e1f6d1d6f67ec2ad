"""Tables of segments."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class Segment(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A group of contacts. `count` is how many live members it has, `refreshed_at` when all contacts were last judged.

    `run` is the check that goes over all contacts now, NULL while there is none; `check_at` when the next one is due:
    at the end of the workspace's day.
    """

    __tablename__ = "segments"
    __table_args__ = (
        sort_index("segments", "name"),
        sa.Index("ix_segments_check_at", "check_at"),
    )

    name: str = Field(max_length=120)
    description: str | None = Field(default=None, max_length=500)
    kind: str = Field(max_length=7)
    filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    count: int = 0
    refreshed_at: datetime | None = None
    run: UUID | None = None
    check_at: datetime | None = None


class SegmentEdge(WorkspaceScoped, Base, table=True):
    """The filter of one segment asks for another one. Edges make no circle."""

    __tablename__ = "segment_edges"

    segment_id: UUID = Field(primary_key=True, foreign_key="segments.id", ondelete="CASCADE")
    uses_id: UUID = Field(primary_key=True, foreign_key="segments.id", ondelete="CASCADE", index=True)
