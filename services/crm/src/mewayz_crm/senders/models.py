"""Tables of senders."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Sender(WorkspaceScoped, Entity, Base, table=True):
    """An address that mail may come from once it is `verified`. `daily_cap`: most mails of one day,
    `throttle_per_hour` of one hour, evenly; NULL: as many as there are."""

    __tablename__ = "senders"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "address_norm",
            name="uq_senders_address",
            info={"problem": ("sender_exists", "There is a sender with this address already.")},
        ),
    )

    name: str = Field(max_length=120)
    address: str = Field(max_length=254)
    address_norm: str = Field(max_length=254)
    reply_to: str | None = Field(default=None, max_length=254)
    owner_id: UUID | None = None
    daily_cap: int | None = None
    throttle_per_hour: int | None = None
    state: str = Field(default="pending", max_length=8)
    verified_at: datetime | None = None


class SenderCode(WorkspaceScoped, Base, table=True):
    """The present code of a sender: its number, from which the code itself follows (`codes`), and how often a wrong
    one was tried."""

    __tablename__ = "sender_codes"

    sender_id: UUID = Field(primary_key=True, foreign_key="senders.id", ondelete="CASCADE")
    number: int
    asked_at: datetime
    attempts: int = 0
    outcome: str = Field(default="waiting", max_length=24)


class SenderDay(WorkspaceScoped, Base, table=True):
    """How many mails a sender with a daily cap has sent on one day of the workspace."""

    __tablename__ = "sender_days"
    __table_args__ = (sa.PrimaryKeyConstraint("sender_id", "day"),)

    sender_id: UUID = Field(primary_key=True, foreign_key="senders.id", ondelete="CASCADE")
    day: date = Field(primary_key=True)
    mails: int = 0
