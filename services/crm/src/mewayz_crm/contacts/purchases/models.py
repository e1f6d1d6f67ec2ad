"""Table of purchases."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.tenancy import WorkspaceScoped


class Purchase(WorkspaceScoped, Base, table=True):
    """What commerce has told of one order. It counts while `paid_at` is there and `refunded_at` is not, so payment and
    refund may be heard of in any order and any number of times. `amount` in minor units of `currency`."""

    __tablename__ = "purchases"

    workspace_id: UUID = Field(default=None, primary_key=True)
    order_id: UUID = Field(primary_key=True)
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE", index=True)
    amount: int | None = None
    currency: str | None = Field(default=None, max_length=3)
    paid_at: datetime | None = None
    refunded_at: datetime | None = None
