"""Bodies of the public pages."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input


class PreferenceForm(Input):
    """What the preference page sends: the lists that are ticked, or the wish to get nothing any more, a copy of one's
    data (`data`), or to be forgotten (`erase`); the last two send a mail to the address first."""

    lists: Annotated[list[UUID], Field(max_length=200)] = []
    choice: Literal["save", "leave_all", "data", "erase"]
