"""Tables of tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text
from mewayz_workspace.base import Base


class Sequence(Base, table=True):
    """A counter without gaps: who takes a number holds the row until the end of the transaction."""

    __tablename__ = "sequences"

    name: str = Field(primary_key=True, max_length=40)
    value: int


class Ticket(WorkspaceScoped, Entity, Base, table=True):
    """A question of a customer. `state` as in `rules.TICKET`. Due times count working hours; while the ticket waits
    for the customer (`waiting_since`) the clock of the solution stands still."""

    __tablename__ = "tickets"
    __table_args__ = (
        sa.UniqueConstraint("number", name="uq_tickets_number"),
        sa.Index("ix_tickets_queue", "state", "due_solve", "id"),
        sa.Index("ix_tickets_first", "state", "first_answered_at", "due_first"),
        sa.Index("ix_tickets_assignee", "assignee_id", "state", "id"),
    )

    number: str = Field(max_length=12)
    subject: str = Field(max_length=200)
    category: str = Field(max_length=20)
    priority: str = Field(max_length=10)
    state: str = Field(default="new", max_length=20)
    requester_id: UUID | None = None
    assignee_id: UUID | None = None
    due_first: datetime
    due_solve: datetime
    first_answered_at: datetime | None = None
    waiting_since: datetime | None = None
    escalated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    rating_comment: str | None = Field(default=None, max_length=1000)


class TicketMessage(WorkspaceScoped, Entity, Base, table=True):
    """One message. `author`: customer, staff, system. An internal one is a note of staff, never shown to customers."""

    __tablename__ = "ticket_messages"
    __table_args__ = (sa.Index("ix_ticket_messages_ticket", "ticket_id", "id"),)

    ticket_id: UUID = Field(foreign_key="tickets.id", ondelete="CASCADE")
    author: str = Field(max_length=10)
    author_id: UUID | None = None
    internal: bool = False
    body: str = Field(sa_type=Text)
    media_ids: list[Any] = Field(sa_type=Json)
