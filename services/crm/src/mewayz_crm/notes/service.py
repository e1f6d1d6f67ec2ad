"""Use-cases of notes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

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


async def about(uow: UnitOfWork, subject_ids: Collection[UUID]) -> list[NoteRead]:
    """The notes on some records."""
    return await notes.show_rows(uow, await _on(uow, subject_ids))


async def forget(uow: UnitOfWork, subject_ids: Collection[UUID]) -> int:
    """Empty the notes on some records, deleted ones too."""
    rows = await _on(uow, subject_ids)
    for row in rows:
        row.body, row.mentions = "", []
        await uow.flush()
        if row.deleted_at is None:
            await notes.tell(uow, row, "updated")
    return len(rows)


async def _on(uow: UnitOfWork, subject_ids: Collection[UUID]) -> Sequence[Note]:
    statement = sa.select(Note).where(col(Note.subject_id).in_(subject_ids)).order_by(col(Note.id))
    return await uow.all(statement)
