"""Bodies that articles and pages have in common."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record

State = Literal["draft", "published", "archived"]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", examples=["en"])]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, examples=["first-steps"])]
Title = Annotated[str, Field(min_length=1, max_length=200, examples=["First steps"])]
Summary = Annotated[str | None, Field(max_length=500)]
Body = Annotated[str, Field(min_length=1, max_length=100_000, description="Markdown.", examples=["# Hello"])]
Position = Annotated[int, Field(ge=0, le=100_000, description="Order in lists, low first.")]


class WrittenCreate(Input):
    """A new draft."""

    slug: Slug
    locale: Locale = "en"
    title: Title
    summary: Summary = None
    body: Body
    position: Position = 0


class WrittenRead(Record):
    """A text as staff sees it. `edition` counts how often it was published; `html` is sanitised."""

    slug: str
    locale: str
    title: str
    summary: str | None
    body: str
    html: str
    state: State
    position: int
    edition: int
    published_at: datetime | None


class WrittenShown(Output):
    """A text as everybody sees it: its last published edition."""

    id: UUID
    slug: str
    locale: str
    title: str
    summary: str | None
    html: str
    edition: int
    published_at: datetime


class EditionRead(Output):
    """A text as it was published."""

    number: int
    title: str
    body: str
    html: str
    published_at: datetime
    published_by: UUID | None


class Editions(Output):
    """Every published edition, newest first."""

    items: list[EditionRead]
