"""Table of step runs."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with, stays
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class StepRun(WorkspaceScoped, Entity, Base, table=True):
    """One step that was done, as the `visit`-th of its enrolment (from 0): never twice, whoever tries.

    There is no foreign key to the contact: it would lock that after the enrolment, which everybody locks last.
    """

    __tablename__ = "step_runs"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "step", "visit", name="uq_step_runs_visit"),
        list_index("step_runs", "enrolment_id"),
        list_index("step_runs", "contact_id"),
        list_index("step_runs", "sequence_id", "step"),
    )

    sequence_id: UUID = Field(foreign_key="sequences.id", ondelete="CASCADE")
    enrolment_id: UUID = Field(foreign_key="sequence_enrolments.id", ondelete="CASCADE")
    contact_id: UUID
    step: str = Field(max_length=40)
    visit: int
    type: str = Field(max_length=12)
    outcome: str = Field(max_length=24)
    message_id: UUID | None = stays("a message, which no merge moves")

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
