"""Routes of notes."""

from mewayz_crm.notes import service
from mewayz_crm.notes.schemas import NoteCreate, NoteUpdate
from mewayz_kit.resource import Resource

notes = Resource(
    "crm/notes",
    service.notes,
    create=NoteCreate,
    update=NoteUpdate,
    permission="crm.notes",
    feature="contacts",
    filter=("subject_type", "subject_id", "pinned", "author_id", "created_at"),
    sort=("created_at", "updated_at"),
    on_create=service.create,
)
router = notes.router
