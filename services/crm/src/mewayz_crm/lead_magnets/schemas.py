"""Bodies of lead magnets."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of


class LeadMagnetCreate(Input):
    """A file that people get for filling in a form which names the magnet (`magnet_id`).

    It comes as a link by mail. With a list the mail goes to those who agree to its mail, and where the list is double
    opt-in, once they have confirmed their address. Whoever fills in the form again gets the mail again, at most once a
    day.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Ten recipes"])]
    media_id: Annotated[UUID, Field(description="A file of the workspace's library.")]
    list_id: UUID | None = None
    points: Annotated[int, Field(ge=-100, le=100, description="For the score, once, at the first download.")] = 10


LeadMagnetUpdate = patch_of(LeadMagnetCreate)


class LeadMagnetRead(Record):
    """A lead magnet. `requested` counts the addresses that asked for it, `downloaded` those that have come for it."""

    name: str
    media_id: UUID
    media_ids: list[UUID]
    list_id: UUID | None
    points: int
    requested: int
    downloaded: int
