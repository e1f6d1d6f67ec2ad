"""Bodies of announcements."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record, patch_of

Level = Literal["info", "warning", "critical"]
Keys = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50)]
Path = Annotated[str, Field(pattern=r"^/[^/\\]?.*$", max_length=500, description="A path in the product.")]


class Audience(Input):
    """Who is meant: empty lists mean everybody; otherwise one seat of the reader has to fit every list."""

    workspaces: Annotated[list[UUID], Field(max_length=1000)] = []
    roles: Keys = []
    plans: Keys = []


class AudienceRead(Output):
    """Who is meant."""

    workspaces: list[UUID]
    roles: list[str]
    plans: list[str]


class AnnouncementCreate(Input):
    """A new announcement. `body` is Markdown; without `starts_at` it shows at once."""

    level: Level = "info"
    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Maintenance on Sunday"])]
    body: Annotated[str, Field(min_length=1, max_length=10_000, examples=["We update the database from 6:00."])]
    url: Path | None = None
    audience: Audience = Audience()
    dismissible: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None


AnnouncementUpdate = patch_of(AnnouncementCreate)


class AnnouncementRead(Record):
    """An announcement as staff sees it."""

    level: Level
    title: str
    body: str
    html: str
    url: str | None
    audience: AudienceRead
    dismissible: bool
    starts_at: datetime
    ends_at: datetime | None


class AnnouncementShown(Output):
    """An announcement as a reader sees it; `html` is safe to show."""

    id: UUID
    level: Level
    title: str
    html: str
    url: str | None
    dismissible: bool
    starts_at: datetime
    ends_at: datetime | None


class AnnouncementsShown(Output):
    """What to show now: critical first, then newest first."""

    items: list[AnnouncementShown]
