"""Tables of subscriptions."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Subscription(WorkspaceScoped, Entity, Base, table=True):
    """An address on a list. It belongs to the address, not to a contact, and outlives both contact and list, so that
    a no is never forgotten. `unsubscribed_at` stays when the person comes back: it is where an unconfirmed return
    falls back to. `import_id` is the file that brought it, until its person says something."""

    __tablename__ = "subscriptions"
    __searched__ = ("address",)
    __table_args__ = (
        sa.UniqueConstraint(
            "list_id",
            "address_norm",
            name="uq_subscriptions_address",
            info={"problem": ("already_subscribed", "This address is on the list already, or has left it.")},
        ),
        sa.Index("ix_subscriptions_address_norm", "workspace_id", "address_norm"),
        list_index("subscriptions", "list_id", "state"),
        list_index("subscriptions", "state"),
        sa.Index("ix_subscriptions_import_id", "workspace_id", "import_id"),
    )

    list_id: UUID = Field(foreign_key="lists.id", ondelete="CASCADE")
    address: str = Field(max_length=254)
    address_norm: str = Field(max_length=254)
    state: str = Field(max_length=12)
    source: str = Field(max_length=24)
    wording_version: int
    subscribed_at: datetime
    confirmed_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    import_id: UUID | None = None
