"""Bodies of the search."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.schema import Input, Output


class Hit(Output):
    """A record that was found. `type` is `service.entity`; `url` a path of the product; `snippet` an excerpt around
    the words, empty when they are in the title alone."""

    type: str
    id: str
    title: str
    snippet: str
    url: str
    changed_at: datetime


class Hits(Output):
    """What was found: exact titles first, then titles that begin like it, then the newest."""

    items: list[Hit]


class RebuildRequest(Input):
    """Why the index is made anew."""

    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["New kinds are searched"])]


class RebuildStarted(Output):
    """How many kept events will be read again."""

    id: UUID
    events: int


class Rebuild(BaseModel):
    """Go on reading: rows of the inbox after `after` up to `until`."""

    id: UUID
    after: int
    until: int
