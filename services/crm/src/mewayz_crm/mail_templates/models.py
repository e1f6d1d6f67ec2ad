"""Tables of mail templates."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text


class MailTemplate(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A template as it is edited. `number` is its latest version; `live` is NULL when it is deleted, so that its key
    is free again."""

    __tablename__ = "mail_templates"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "key",
            "live",
            name="uq_mail_templates_key",
            info={"problem": ("template_key_taken", "There is a template with this key already.")},
        ),
        sort_index("mail_templates", "key"),
    )

    key: str = Field(max_length=60)
    kind: str = Field(max_length=14)
    editor: str = Field(max_length=8)
    subject: str = Field(max_length=300)
    preheader: str | None = Field(default=None, max_length=300)
    body: str | None = Field(default=None, sa_type=Text)
    blocks: list[Any] | None = Field(default=None, sa_type=Json, nullable=True)
    text: str | None = Field(default=None, sa_type=Text)
    variables: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    layout_id: UUID | None = Field(default=None, foreign_key="mail_templates.id")
    number: int = 1
    live: bool | None = Field(default=True, nullable=True)


class MailTemplateVersion(WorkspaceScoped, Entity, Base, table=True):
    """What one save made: the parts as they were written, and `html`, the one source that is filled in, with the
    layout as it was then. No route and no use-case changes a row; what is sent names one."""

    __tablename__ = "mail_template_versions"
    __table_args__ = (sa.UniqueConstraint("template_id", "number", name="uq_mail_template_versions_number"),)

    template_id: UUID = Field(foreign_key="mail_templates.id", ondelete="CASCADE")
    number: int
    parts: dict[str, Any] = Field(sa_type=Json)
    subject: str = Field(max_length=300)
    preheader: str | None = Field(default=None, max_length=300)
    html: str = Field(sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    variables: list[str] = Field(sa_type=Json)
    saved_by: str = Field(max_length=60)
