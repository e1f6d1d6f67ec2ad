"""Tables of merges."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, seen_with, stays
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class Merge(WorkspaceScoped, Entity, Base, table=True):
    """One record went into another, once and for good; kept as evidence.

    `survivor_id` is the one it went into then, `merged_into_id` where it is now, since that may have been merged
    itself. `counts` says per relation how many rows `moved`, and how many were `absorbed` because the survivor had
    their like. `snapshot` is the merged record as it was, so that no value is lost.
    """

    __tablename__ = "merges"
    __table_args__ = (
        sa.UniqueConstraint(
            "merged_id",
            name="uq_merges_merged",
            info={"problem": ("already_merged", "The record has been merged already.")},
        ),
        sa.Index("ix_merges_survivor_id", "workspace_id", "survivor_id", "created_at", "id"),
        sa.Index("ix_merges_merged_into_id", "merged_into_id"),
    )

    kind: str = Field(max_length=10)
    survivor_id: UUID = stays("evidence of what was done then")
    merged_id: UUID = stays("evidence of what was done then")
    merged_into_id: UUID = stays("follows in its own statement, which needs no collision to be looked for")
    choices: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    snapshot: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    user_id: UUID | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the survivor."""
        return seen_with(columns.merged_into_id, user)
