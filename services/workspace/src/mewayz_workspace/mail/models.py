"""Tables of mail."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json, Text
from mewayz_workspace.base import Base


class MailTemplate(Entity, Base, table=True):
    """Subject, text and HTML (Jinja2) of one kind of mail in one language."""

    __tablename__ = "mail_templates"
    __table_args__ = (sa.UniqueConstraint("key", "locale", name="uq_mail_templates_key_locale"),)

    key: str = Field(max_length=60)
    locale: str = Field(max_length=16)
    variables: list[str] = Field(sa_type=Json)
    subject: str = Field(max_length=500)
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)


class MailTemplateVersion(Entity, Base, table=True):
    """The words of a template as they were saved; `number` grows by one per save, rows never change."""

    __tablename__ = "mail_template_versions"
    __table_args__ = (sa.UniqueConstraint("template_id", "number", name="uq_mail_template_versions_number"),)

    template_id: UUID = Field(foreign_key="mail_templates.id")
    number: int
    subject: str = Field(max_length=500)
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    saved_by: UUID | None = None


class MailMessage(Entity, Base, table=True):
    """One mail. `state`: queued, sent, failed, bounced. `sealed_data` is emptied once it is sent or given up.

    `headers` go out beside the usual ones; `transport` and `provider_id` say how it left and as what.
    """

    __tablename__ = "mail_messages"
    __table_args__ = (sa.Index("ix_mail_messages_state", "state", "created_at"),)

    message_id: UUID = Field(unique=True)
    to: str = Field(max_length=320)
    template: str = Field(max_length=60)
    locale: str = Field(max_length=16)
    category: str = Field(max_length=20)
    workspace_id: UUID | None = Field(default=None, index=True)
    sealed_data: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    state: str = Field(default="queued", max_length=10)
    attempts: int = 0
    last_error: str | None = Field(default=None, max_length=500)
    sent_at: datetime | None = None
    headers: dict[str, str] | None = Field(default=None, sa_type=Json)
    transport: str | None = Field(default=None, max_length=20)
    provider_id: str | None = Field(default=None, max_length=255, index=True)


class MailboxMessage(Entity, Base, table=True):
    """A mail that the local transport has delivered, as it would have gone out."""

    __tablename__ = "mailbox_messages"

    message_id: str = Field(max_length=255, unique=True)
    to: str = Field(max_length=320, index=True)
    sender: str = Field(max_length=320)
    subject: str = Field(max_length=998)
    raw: str = Field(sa_type=Text)
