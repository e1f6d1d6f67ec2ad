"""Tables of notes."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, seen_with
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text


class Note(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """Markdown about one record; `mentions` are ids of users as text."""

    __tablename__ = "notes"
    __table_args__ = (sa.Index("ix_notes_subject_id", "workspace_id", "subject_id", "created_at", "id"),)

    subject_type: str = Field(max_length=10)
    subject_id: UUID
    body: str = Field(sa_type=Text)
    pinned: bool = False
    mentions: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    author_id: UUID | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the record."""
        return seen_with(columns.subject_id, user)
