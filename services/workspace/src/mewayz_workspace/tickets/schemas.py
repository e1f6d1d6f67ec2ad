"""Bodies of tickets."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record

Category = Literal["question", "problem", "billing", "account", "feature_request", "other"]
Priority = Literal["low", "normal", "high", "urgent"]
State = Literal["new", "open", "waiting_customer", "resolved", "closed"]
Body = Annotated[str, Field(min_length=1, max_length=20_000, examples=["The import stops at row 7."])]
Media = Annotated[list[UUID], Field(max_length=10, description="Media of the workspace.")]


class TicketCreate(Input):
    """A new ticket with its first message."""

    subject: Annotated[str, Field(min_length=1, max_length=200, examples=["Import stops"])]
    category: Category = "question"
    priority: Priority = "normal"
    message: Body
    media_ids: Media = []


class TicketRead(Record):
    """A ticket as its workspace sees it. Due times count working hours of support; `rating` is 1 to 5."""

    workspace_id: UUID
    number: str
    subject: str
    category: Category
    priority: Priority
    state: State
    requester_id: UUID | None
    due_first: datetime
    due_solve: datetime
    first_answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    rating_comment: str | None


class StaffTicketRead(TicketRead):
    """A ticket as staff sees it. `escalated_at`: when a promise was missed and somebody was told."""

    assignee_id: UUID | None
    waiting_since: datetime | None
    escalated_at: datetime | None


class Reply(Input):
    """A message of the customer."""

    body: Body
    media_ids: Media = []


class StaffReply(Input):
    """A message of staff; an internal one is a note that customers never see and that moves nothing."""

    body: Body
    internal: bool = False


class StaffChange(Input):
    """What staff changes: JSON Merge Patch; another priority means new due times."""

    priority: Priority = "normal"
    category: Category = "question"
    assignee_id: Annotated[UUID | None, Field(description="A user of the platform's staff; null: nobody.")] = None


class Rating(Input):
    """How it was: 1 (bad) to 5 (good)."""

    rating: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str | None, Field(max_length=1000)] = None


class MessageRead(Output):
    """One message. `author`: customer, staff or system; who of staff it was is not told."""

    id: UUID
    created_at: datetime
    author: Literal["customer", "staff", "system"]
    author_id: UUID | None
    author_name: str | None
    body: str
    media_ids: list[UUID]


class StaffMessageRead(MessageRead):
    """A message as staff sees it."""

    internal: bool


class Messages(Output):
    """The whole conversation, oldest first."""

    items: list[MessageRead]


class StaffMessages(Output):
    """The whole conversation with internal notes, oldest first."""

    items: list[StaffMessageRead]
