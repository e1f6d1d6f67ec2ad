"""Bodies of notes."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_crm.vocabulary import SubjectType
from mewayz_kit.schema import Input, Record, patch_of


class NoteCreate(Input):
    """A new note about one record. Its author is who sends it."""

    subject_type: SubjectType
    subject_id: UUID
    body: Annotated[str, Field(min_length=1, max_length=100_000, description="Markdown.")]
    pinned: bool = False
    mentions: Annotated[list[UUID], Field(max_length=50, description="Users it is meant for.")] = []


NoteUpdate = patch_of(NoteCreate, without={"subject_type", "subject_id"})


class NoteRead(Record):
    """A note; `author_id` is null when no person wrote it."""

    subject_type: SubjectType
    subject_id: UUID
    body: str
    pinned: bool
    mentions: list[UUID]
    author_id: UUID | None
