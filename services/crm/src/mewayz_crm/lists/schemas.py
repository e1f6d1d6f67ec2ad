"""Bodies of lists."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record, patch_of

OptIn = Literal["single", "double"]
Wording = Annotated[str, Field(min_length=1, max_length=5000, examples=["Send me the newsletter about once a month."])]


class ListCreate(Input):
    """A new list. With `double` opt-in somebody is on it only after the link in a confirmation mail."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Newsletter"])]
    purpose: Annotated[str | None, Field(max_length=500, description="What it is for; shown to subscribers.")] = None
    public: Annotated[bool, Field(description="Shown to everybody on the preference page.")] = False
    opt_in: OptIn = "double"
    wording: Annotated[
        Wording | None, Field(description="What people agree to; every change is a version of its own.")
    ] = None


ListUpdate = patch_of(ListCreate)


class ListRead(Record):
    """A list; `wording_version` is 0 while it has no wording."""

    name: str
    purpose: str | None
    public: bool
    opt_in: OptIn
    wording: str | None
    wording_version: int


class WordingRead(Output):
    """What people agreed to from `since` on."""

    number: int
    text: str
    since: datetime


class Wordings(Output):
    """Every version of a list's wording, newest first."""

    items: list[WordingRead]
