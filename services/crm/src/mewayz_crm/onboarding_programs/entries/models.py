"""Table of onboarding entries."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class OnboardingEntry(WorkspaceScoped, Entity, Base, table=True):
    """One person of a program. `state` is that of `rules.ENTRY`; each `…_at` is when that was done. There is no contact
    while the plan has no room for one. It keeps no address: the contact does."""

    __tablename__ = "onboarding_entries"
    __table_args__ = (
        sa.UniqueConstraint("program_id", "user_id", name="uq_onboarding_entries_user"),
        list_index("onboarding_entries", "program_id", "state"),
        list_index("onboarding_entries", "contact_id"),
        sa.Index("ix_onboarding_entries_user_id", "user_id"),
    )

    program_id: UUID = Field(foreign_key="onboarding_programs.id", ondelete="CASCADE")
    user_id: UUID
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id", ondelete="SET NULL")
    state: str = Field(max_length=9)
    claimed_at: datetime | None = None
    sequence_at: datetime | None = None
    page_at: datetime | None = None
    affiliate_at: datetime | None = None
    completed_at: datetime | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
