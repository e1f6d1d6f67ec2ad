"""Use-cases of notes."""

from collections.abc import Mapping
from typing import Any

from mewayz_crm.notes.models import Note
from mewayz_crm.notes.schemas import NoteCreate, NoteRead
from mewayz_crm.subjects import check_subjects
from mewayz_crm.vocabulary import Subject
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


class Notes(Records[Note, NoteRead]):
    """Notes keep the users they mention as text."""

    def _values(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        values = super()._values(fields)
        if "mentions" in values:
            values["mentions"] = [str(user_id) for user_id in dict.fromkeys(values["mentions"])]
        return values


notes = Notes(Note, NoteRead, entity="note")


async def create(uow: UnitOfWork, data: NoteCreate) -> Note:
    """Write a note about a live record."""
    await check_subjects(uow, [Subject(type=data.subject_type, id=data.subject_id)], pointer="/subject_id")
    values = {**data.model_dump(exclude={"mentions"}), "mentions": [str(one) for one in dict.fromkeys(data.mentions)]}
    return await notes.create(uow, Note(**values, author_id=uow.principal.user_id))
