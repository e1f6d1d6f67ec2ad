"""Tables of mail events."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field

from mewayz_crm.base import Base, model_of, sort_index, stays
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class MailEvent(WorkspaceScoped, Entity, Base, table=True):
    """One thing that happened to a message: delivered, open, click, soft_bounce, hard_bounce, complaint, unsubscribe or
    reply.

    `message_id` is NULL for opens and clicks of a workspace that tracks anonymously: nothing then leads to a person.
    `message_print` (a keyed hash of the message) is always there, so that messages can be counted: how many of a
    campaign were opened is COUNT(DISTINCT message_print). `campaign_id` and `step_id` (the step of a sequence or the
    variant of a campaign) are those of the message. `is_bot`: a machine did it, so no statistic counts it by default;
    `is_proxy`: it came through the image proxy of a mailbox provider. `link` is where a click led to; `reason` is what
    the other side said. `provider` and `provider_event_id` name the report, which counts once however often it comes.

    There is no foreign key to the message: it would make every open wait for whoever holds that message.
    """

    __tablename__ = "mail_events"
    __table_args__ = (
        sa.UniqueConstraint("provider", "provider_event_id", name="uq_mail_events_provider_event"),
        sa.Index("ix_mail_events_message_id", "workspace_id", "message_id", "kind", "at"),
        sa.Index("ix_mail_events_message_print", "workspace_id", "message_print", "kind", "at"),
        sa.Index("ix_mail_events_campaign_id", "workspace_id", "campaign_id", "kind", "is_bot", "message_print"),
        sa.Index("ix_mail_events_step_id", "workspace_id", "step_id", "kind", "is_bot", "message_print"),
        sa.Index("ix_mail_events_kind", "workspace_id", "kind", "at", "id"),
        sort_index("mail_events", "at"),
    )

    message_id: UUID | None = stays("a message, which no merge moves")
    message_print: bytes = Field(sa_type=sa.BINARY(32))
    campaign_id: UUID | None = stays("a campaign")
    step_id: UUID | None = stays("a step of a sequence, or a variant of a campaign")
    kind: str = Field(max_length=12)
    at: datetime
    is_bot: bool = False
    is_proxy: bool = False
    link: str | None = Field(default=None, max_length=2048)
    reason: str | None = Field(default=None, max_length=500)
    provider: str = Field(max_length=16)
    provider_event_id: str = Field(max_length=150)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the message; what leads to no message is seen by those who see everything."""
        message = aliased(model_of("messages"))
        seen = sa.select(message.id).where(message.id == columns.message_id, message.seen_by(message, user))
        return seen.correlate_except(message).exists()


class UnmatchedReport(Entity, Base, table=True):
    """A report that came back about no message of ours. It did nothing, and belongs to no workspace; it is kept for
    the operator who wonders why a bounce had no effect, without a word that names a person."""

    __tablename__ = "unmatched_mail_reports"
    __table_args__ = (
        sa.UniqueConstraint("provider", "provider_event_id", name="uq_unmatched_mail_reports_event"),
        sa.Index("ix_unmatched_mail_reports_page", "created_at", "id"),
    )

    provider: str = Field(max_length=16)
    provider_event_id: str = Field(max_length=150)
    kind: str = Field(max_length=12)
    status: str | None = Field(default=None, max_length=12)
