"""The table of contact requests."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Text
from mewayz_workspace.base import Base


class ContactRequest(Entity, Base, table=True):
    """A question. `state`: new, answered, closed. `slot` counts the requests of an address on a day, so that parallel
    ones cannot exceed the limit."""

    __tablename__ = "contact_requests"
    __table_args__ = (
        sa.UniqueConstraint(
            "email_norm",
            "day",
            "slot",
            name="uq_contact_requests_slot",
            info={"problem": ("busy", "Another request of this address is under way; try again.")},
        ),
        sa.Index("ix_contact_requests_state", "state", "created_at", "id"),
    )

    name: str = Field(max_length=120)
    email: str = Field(max_length=320)
    email_norm: str = Field(max_length=320)
    day: date
    slot: int
    topic: str = Field(max_length=20)
    message: str = Field(sa_type=Text)
    locale: str = Field(max_length=16)
    state: str = Field(default="new", max_length=10)
    answer: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime | None = None
    answered_by: UUID | None = None
