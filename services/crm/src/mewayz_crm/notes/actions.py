"""What workflows may do with notes."""

from uuid import UUID

from mewayz_crm.notes import service
from mewayz_crm.notes.schemas import NoteCreate, NoteUpdate
from mewayz_kit.actions import Stored, action
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork


class NoteChange(Input):
    """Fields of a note to change; those that are left out stay."""

    note_id: UUID
    changes: NoteUpdate


@action(permission="crm.notes:write", feature="contacts")
async def create_note(uow: UnitOfWork, data: NoteCreate) -> Stored:
    """Write a note about a contact, company, lead or deal."""
    return Stored(id=(await service.create(uow, data)).id)


@action(permission="crm.notes:write", feature="contacts")
async def update_note(uow: UnitOfWork, data: NoteChange) -> Stored:
    """Change the words of a note, or pin it."""
    row = await service.notes.get(uow, data.note_id, lock=True)
    return Stored(id=(await service.notes.update(uow, row, data.changes)).id)
