"""What texts have in common, and their history."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mewayz_kit.ids import new_id
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Text
from mewayz_workspace.base import Base


class Written(SQLModel):
    """A text in one language. `state`: draft, published, archived; `html` is made of `body` and safe to show."""

    slug: str = Field(max_length=80)
    locale: str = Field(max_length=16)
    title: str = Field(max_length=200)
    summary: str | None = Field(default=None, max_length=500)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    state: str = Field(default="draft", max_length=10)
    position: int = 0
    edition: int = 0
    published_at: datetime | None = None


class Article(Written, Entity, Base, table=True):
    """An article of the knowledge base. `helpful` and `unhelpful` are counted from the votes."""

    __tablename__ = "kb_articles"
    __table_args__ = (
        sa.UniqueConstraint(
            "slug",
            "locale",
            name="uq_kb_articles_slug",
            info={"problem": ("slug_taken", "There is an article with this slug in this language.")},
        ),
        sa.Index("ix_kb_articles_shown", "state", "locale", "position", "id"),
    )

    category: str = Field(max_length=60)
    helpful: int = 0
    unhelpful: int = 0


class Vote(UserScoped, Base, table=True):
    """What a person thinks of an article; once per person."""

    __tablename__ = "kb_votes"

    article_id: UUID = Field(primary_key=True, foreign_key="kb_articles.id", ondelete="CASCADE")
    user_id: UUID = Field(default=None, primary_key=True)
    helpful: bool
    at: datetime


class ContentPage(Written, Entity, Base, table=True):
    """A question of the FAQ, a post, a testimonial (with consent, never invented) or an entry of the changelog."""

    __tablename__ = "content_pages"
    __table_args__ = (
        sa.UniqueConstraint(
            "kind",
            "slug",
            "locale",
            name="uq_content_pages_slug",
            info={"problem": ("slug_taken", "There is a page of this kind with this slug in this language.")},
        ),
        sa.Index("ix_content_pages_shown", "kind", "state", "locale", "position", "id"),
    )

    kind: str = Field(max_length=12)
    author: str | None = Field(default=None, max_length=120)
    author_role: str | None = Field(default=None, max_length=120)


class Edition(Base, table=True):
    """A text as it was published; never changed. `of` is the article or page."""

    __tablename__ = "content_editions"
    __table_args__ = (sa.UniqueConstraint("of_id", "number", name="uq_content_editions_number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    of_id: UUID
    number: int
    title: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    published_at: datetime
    published_by: UUID | None = None


class LegalDocument(Entity, Base, table=True):
    """A legal text. `document_version` names the same text in every language; a published one never changes."""

    __tablename__ = "legal_documents"
    __table_args__ = (
        sa.UniqueConstraint(
            "kind",
            "locale",
            "document_version",
            name="uq_legal_documents_version",
            info={"problem": ("version_taken", "There is this version in this language already.")},
        ),
        sa.Index("ix_legal_documents_current", "kind", "locale", "state", "effective_at"),
    )

    kind: str = Field(max_length=20)
    locale: str = Field(max_length=16)
    document_version: str = Field(max_length=40)
    title: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    state: str = Field(default="draft", max_length=10)
    effective_at: datetime
    requires_reaccept: bool
    published_at: datetime | None = None
    published_by: UUID | None = None


class StatusIncident(Entity, Base, table=True):
    """Something that does not work, as staff tells it. `state`: investigating, identified, monitoring, resolved."""

    __tablename__ = "status_incidents"
    __table_args__ = (sa.Index("ix_status_incidents_state", "state", "started_at"),)

    title: str = Field(max_length=200)
    impact: str = Field(max_length=12)
    state: str = Field(max_length=14)
    services: str = Field(max_length=300)
    started_at: datetime
    resolved_at: datetime | None = None


class IncidentUpdate(Base, table=True):
    """What was told of an incident, when; never changed."""

    __tablename__ = "status_incident_updates"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    incident_id: UUID = Field(foreign_key="status_incidents.id", ondelete="CASCADE", index=True)
    state: str = Field(max_length=14)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    at: datetime
