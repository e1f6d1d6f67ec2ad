"""Bodies of things."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of


class ThingCreate(Input):
    """A new thing."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    code: Annotated[str | None, Field(max_length=20)] = None
    size: int | None = None
    seen_at: datetime | None = None
    parent_id: UUID | None = None
    api_secret: Annotated[str | None, Field(max_length=40)] = None


ThingUpdate = patch_of(ThingCreate)


class ThingRead(Record):
    """A thing."""

    name: str
    code: str | None
    size: int | None
    seen_at: datetime | None
    parent_id: UUID | None


class DiaryCreate(Input):
    """A new page."""

    text: Annotated[str, Field(min_length=1, max_length=200)]


class DiaryRead(Record):
    """A page."""

    text: str
