"""Table of messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text


class Message(WorkspaceScoped, Entity, Base, table=True):
    """One mail to one address. `state` is that of `rules.MESSAGE`.

    Who holds `fence` of a row in `sending` may settle it. `rfc_message_id` has no angle brackets and is the same
    over all tries. `list_ids`: a marketing mail needs a confirmed subscription on one of them. `worded` is true
    while the words are kept and NULL afterwards; those of a `fleeting` mail, which may hold what only its reader
    may have, go as soon as it is sent. `attachments` say where its files are (`attachments.Source`), and go with
    the words. `counted` is the period whose `crm.mails_month` the mail was taken from. The addresses of somebody
    who was erased are empty. `error`: why it is suppressed or failed, or waits. `slot_at` is the moment that is set
    aside for its next try (`pacing`).
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "dedupe_key", name="uq_messages_dedupe_key"),
        sa.UniqueConstraint("rfc_message_id", name="uq_messages_rfc_message_id"),
        list_index("messages", "state"),
        list_index("messages", "to_norm"),
        list_index("messages", "contact_id"),
        list_index("messages", "campaign_id"),
        list_index("messages", "enrolment_id"),
        sa.Index("ix_messages_leases", "state", "claimed_at"),
        sa.Index("ix_messages_worded", "worded", "created_at"),
        sa.Index("ix_messages_provider_ref", "provider_ref"),
    )

    category: str = Field(max_length=13)
    purpose: str = Field(max_length=120)
    to_address: str = Field(max_length=254)
    to_norm: str = Field(max_length=254)
    to_name: str | None = Field(default=None, max_length=200)
    contact_id: UUID | None = None
    sender_id: UUID | None = Field(default=None, foreign_key="senders.id", ondelete="SET NULL")
    from_address: str = Field(max_length=254)
    from_name: str = Field(max_length=200)
    reply_to: str | None = Field(default=None, max_length=254)
    subject: str = Field(max_length=300)
    html: str | None = Field(default=None, sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    fleeting: bool = False
    attachments: list[dict[str, str]] | None = Field(default=None, sa_type=Json, nullable=True)
    worded: bool | None = Field(default=True, nullable=True)
    rfc_message_id: str = Field(max_length=255)
    in_reply_to: str | None = Field(default=None, max_length=255)
    dedupe_key: str | None = Field(default=None, max_length=255)
    list_ids: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    campaign_id: UUID | None = None
    enrolment_id: UUID | None = None
    step_id: UUID | None = None
    state: str = Field(default="queued", max_length=11)
    fence: UUID | None = None
    claimed_at: datetime | None = None
    slot_at: datetime | None = None
    attempts: int = 0
    counted: str | None = Field(default=None, max_length=7)
    sent_at: datetime | None = None
    provider: str | None = Field(default=None, max_length=20)
    provider_ref: str | None = Field(default=None, max_length=255)
    error: str | None = Field(default=None, max_length=500)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact it went to."""
        return seen_with(columns.contact_id, user, "contacts")
