"""Tables of enrolments."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class SequenceEnrolment(WorkspaceScoped, Entity, Base, table=True):
    """A contact in a sequence, for the `run_no`-th time, by the steps of version `number`.

    `step` is done next, at `due_at`, as the enrolment's `visit`-th one (from 0). `live` is NULL instead of false, so
    that only true is unique. `address_norm` is the address its mails go to: consent belongs to that, and whoever takes
    it back finds the row by it. `source_event_id` is the event that began it, which begins it once.
    """

    __tablename__ = "sequence_enrolments"
    __table_args__ = (
        sa.UniqueConstraint("sequence_id", "contact_id", "live", name="uq_sequence_enrolments_live"),
        sa.UniqueConstraint("sequence_id", "contact_id", "run_no", name="uq_sequence_enrolments_run"),
        sa.UniqueConstraint("sequence_id", "contact_id", "source_event_id", name="uq_sequence_enrolments_event"),
        list_index("sequence_enrolments", "contact_id"),
        list_index("sequence_enrolments", "sequence_id", "state"),
        list_index("sequence_enrolments", "state"),
        sa.Index("ix_sequence_enrolments_address", "workspace_id", "address_norm", "live"),
        sa.Index("ix_sequence_enrolments_walk", "sequence_id", "live", "id"),
    )

    sequence_id: UUID = Field(foreign_key="sequences.id", ondelete="CASCADE")
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE")
    number: int
    run_no: int
    state: str = Field(default="active", max_length=9)
    reason: str | None = Field(default=None, max_length=24)
    live: bool | None = Field(default=True, nullable=True)
    address_norm: str | None = Field(default=None, max_length=254)
    source_event_id: UUID | None = None
    step: str | None = Field(default=None, max_length=40)
    visit: int = 0
    due_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = Field(default=None, max_length=300)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
