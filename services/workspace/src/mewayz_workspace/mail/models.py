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


class MailMessage(Entity, Base, table=True):
    """One mail. `state`: queued, sent, failed. `sealed_data` is emptied once it is sent or given up."""

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


class MailboxMessage(Entity, Base, table=True):
    """A mail that the local transport has delivered, as it would have gone out."""

    __tablename__ = "mailbox_messages"

    message_id: str = Field(max_length=255, unique=True)
    to: str = Field(max_length=320, index=True)
    sender: str = Field(max_length=320)
    subject: str = Field(max_length=998)
    raw: str = Field(sa_type=Text)
