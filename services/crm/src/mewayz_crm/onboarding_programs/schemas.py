"""Bodies of onboarding programs."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of

Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Creators of spring"])]
PageTemplate = Annotated[
    str | None, Field(min_length=1, max_length=120, description="Of the bio page drafted for each.")
]


class ProgramCreate(Input):
    """A program for the people whom an import of users puts into `segment` from now on. 409 `segment_taken`."""

    workspace_id: Annotated[UUID, Field(description="Whose program it is: it gets these people as contacts.")]
    name: Name
    segment: Annotated[str, Field(max_length=60, pattern="^[a-z0-9][a-z0-9_-]*$", examples=["spring-creators"])]
    page_template: PageTemplate = None
    affiliate: Annotated[bool, Field(description="Invite whoever claims the account as an affiliate.")] = False


class ProgramSettings(Input):
    """What a member may set of a program. People come onto the list once they have claimed their account, by its rules,
    and begin the sequence as soon as they may get its mail."""

    name: Name
    active: Annotated[bool, Field(description="False: nobody new is taken in.")] = True
    list_id: UUID | None = None
    sequence_id: UUID | None = None
    page_template: PageTemplate = None


ProgramUpdate = patch_of(ProgramSettings)


class ProgramRead(Record):
    """A program and how far its people are: all of them, those that have claimed their account, and those that are
    through with everything that the program has for them."""

    name: str
    segment: str
    active: bool
    list_id: UUID | None
    sequence_id: UUID | None
    page_template: str | None
    affiliate: bool
    people: int
    claimed: int
    completed: int
