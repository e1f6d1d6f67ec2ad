"""Table of confirmations."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.tenancy import WorkspaceScoped


class Confirmation(WorkspaceScoped, Base, table=True):
    """How far the mails of a double opt-in have come. `round` counts how often the person asked; `outcome` is what
    became of the latest attempt."""

    __tablename__ = "confirmations"

    subscription_id: UUID = Field(primary_key=True, foreign_key="subscriptions.id", ondelete="CASCADE")
    round: int = 1
    mails: int = 0
    asked_at: datetime
    mailed_at: datetime | None = None
    outcome: str = Field(default="waiting", max_length=24)
