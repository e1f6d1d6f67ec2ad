"""Bodies of tags."""

from typing import Annotated

from pydantic import Field

from mewayz_crm.vocabulary import TagName
from mewayz_kit.schema import Input, Record, patch_of


class TagCreate(Input):
    """A new tag; names are unique in the workspace, without regard to case."""

    name: TagName
    color: Annotated[str | None, Field(pattern="^#[0-9a-f]{6}$", examples=["#1f6feb"])] = None


TagUpdate = patch_of(TagCreate)


class TagRead(Record):
    """A tag."""

    name: str
    color: str | None
