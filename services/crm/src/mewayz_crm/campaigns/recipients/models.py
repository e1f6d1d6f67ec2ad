"""Table of recipients."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with, stays
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class CampaignRecipient(WorkspaceScoped, Entity, Base, table=True):
    """One address of one campaign. `number` counts them in an order by chance: the first ones are the test group.

    Whoever holds `fence` of a row in `sending` may settle it. `due_at` is when it may be sent at the earliest.
    `variant` is known once it is claimed. Of an erased person `address` is empty and `address_norm` a keyed hash.
    """

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "address_norm", name="uq_campaign_recipients_address"),
        list_index("campaign_recipients", "campaign_id"),
        sa.Index("ix_campaign_recipients_due", "campaign_id", "state", "due_at", "number"),
        sa.Index("ix_campaign_recipients_claimed", "state", "claimed_at"),
        sa.Index("ix_campaign_recipients_contact_id", "contact_id"),
        sa.Index("ix_campaign_recipients_address_norm", "workspace_id", "address_norm"),
    )

    campaign_id: UUID = Field(foreign_key="campaigns.id", ondelete="CASCADE")
    number: int
    address: str = Field(max_length=254)
    address_norm: str = Field(max_length=254)
    contact_id: UUID | None = None
    state: str = Field(default="queued", max_length=11)
    skip_reason: str | None = Field(default=None, max_length=13)
    variant: int | None = None
    due_at: datetime
    fence: UUID | None = stays("a claim")
    claimed_at: datetime | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    message_id: UUID | None = stays("a message")
    error: str | None = Field(default=None, max_length=500)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact with the address."""
        return seen_with(columns.contact_id, user, "contacts")
