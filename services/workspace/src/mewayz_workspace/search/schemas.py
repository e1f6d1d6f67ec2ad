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

    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["Words are cut differently now"])]


class RebuildStarted(Output):
    """How many documents will be indexed again."""

    id: UUID
    documents: int


class Rebuild(BaseModel):
    """Go on with the documents after `after`."""

    id: UUID
    after: UUID | None
