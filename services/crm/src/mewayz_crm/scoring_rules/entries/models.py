"""Table of score entries."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with, stays
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class ScoreEntry(WorkspaceScoped, Entity, Base, table=True):
    """A rule has counted one event for a contact. `reason` is what the rule was called then; `rule_id` outlives the
    rule until its entries are taken back. It is live until `expires_at`."""

    __tablename__ = "score_entries"
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "source_event_id", name="uq_score_entries_event"),
        list_index("score_entries", "contact_id"),
        sa.Index("ix_score_entries_contact_rule", "contact_id", "rule_id"),
    )

    rule_id: UUID = stays("a rule")
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE")
    source_event_id: UUID = stays("the message that told of the deed")
    reason: str = Field(max_length=120)
    trigger: str = Field(max_length=60)
    points: int
    at: datetime
    expires_at: datetime | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
