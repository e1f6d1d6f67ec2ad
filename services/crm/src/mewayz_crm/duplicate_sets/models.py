"""Tables of duplicate sets."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field

from mewayz_crm.base import STAYS, Base, list_index, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class DuplicateSet(WorkspaceScoped, Entity, Base, table=True):
    """Live records of one kind that share a key. It is there as long as there are two of them."""

    __tablename__ = "duplicate_sets"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "kind", "reason", "key", name="uq_duplicate_sets_key"),
        list_index("duplicate_sets", "status"),
    )

    kind: str = Field(max_length=10)
    reason: str = Field(max_length=10)
    key: str = Field(max_length=254)
    status: str = Field(default="open", max_length=10)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees all of its records."""
        other: Any = aliased(DuplicateCandidate)
        hidden = sa.select(other.record_id).where(other.set_id == columns.id, ~seen_with(other.record_id, user))
        every: sa.ColumnElement[bool] = ~hidden.correlate_except(other).exists()
        return every


class DuplicateCandidate(WorkspaceScoped, Base, table=True):
    """A record of a set."""

    __tablename__ = "duplicate_candidates"

    set_id: UUID = Field(primary_key=True, foreign_key="duplicate_sets.id", ondelete="CASCADE")
    record_id: UUID = Field(
        primary_key=True, index=True, sa_column_kwargs={"info": {STAYS: "leaves with the merged record"}}
    )
