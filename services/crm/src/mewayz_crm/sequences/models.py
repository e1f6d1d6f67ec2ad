"""Tables of sequences."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class Sequence(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A sequence as it is edited. `number` is its latest version, with which contacts begin now.

    `trigger_event` begins it, for contacts that fit `trigger_filter`; `trigger_about` narrows the event to one tag,
    list, segment or form. `pause_reason` says why it is paused.
    """

    __tablename__ = "sequences"
    __table_args__ = (
        sort_index("sequences", "name"),
        sa.Index("ix_sequences_trigger", "workspace_id", "trigger_event", "state"),
    )

    name: str = Field(max_length=120)
    kind: str = Field(max_length=13)
    state: str = Field(default="draft", max_length=6)
    pause_reason: str | None = Field(default=None, max_length=24)
    list_id: UUID | None = Field(default=None, foreign_key="lists.id", ondelete="SET NULL")
    sender_id: UUID | None = Field(default=None, foreign_key="senders.id", ondelete="SET NULL")
    trigger_event: str = Field(max_length=24)
    trigger_about: str | None = Field(default=None, max_length=64)
    trigger_filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    steps: list[Any] = Field(default_factory=list, sa_type=Json, nullable=False)
    windows: list[Any] = Field(default_factory=list, sa_type=Json, nullable=False)
    exits: list[Any] = Field(default_factory=list, sa_type=Json, nullable=False)
    exit_filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    reentry: str = Field(max_length=9)
    reentry_days: int = 0
    number: int = 1


class SequenceVersion(WorkspaceScoped, Base, table=True):
    """What one save made of the steps, windows and exit rules; never changed, because enrolments keep theirs."""

    __tablename__ = "sequence_versions"
    __table_args__ = (sa.PrimaryKeyConstraint("sequence_id", "number"),)

    sequence_id: UUID = Field(primary_key=True, foreign_key="sequences.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_type=sa.BigInteger)
    steps: list[Any] = Field(sa_type=Json)
    windows: list[Any] = Field(sa_type=Json)
    exits: list[Any] = Field(sa_type=Json)
    exit_filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    since: datetime
