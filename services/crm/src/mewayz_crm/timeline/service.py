"""Use-cases of the timeline."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mewayz_crm.merges import service as merges
from mewayz_crm.timeline import repository, rules
from mewayz_crm.timeline.repository import forget, of
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

__all__ = ["forget", "note", "of", "record"]


async def record(uow: UnitOfWork, event: Envelope) -> None:
    """One line on every record that an event of the CRM is about."""
    subjects = {UUID(text): type_ for text, type_ in rules.subjects_of(event.type, event.data).items()}
    await note(uow, event, subjects=subjects, data=rules.kept(event.type, event.data))


async def note(uow: UnitOfWork, event: Envelope, *, subjects: Mapping[UUID, str], data: Mapping[str, Any]) -> None:
    """One line of any event on these records; what was said of a merged record is said of the survivor."""
    merged = await merges.destinations(uow, subjects)
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "created_at": uow.now,
            "updated_at": uow.now,
            "workspace_id": uow.workspace_id,
            "subject_type": type_,
            "subject_id": subject_id,
            "kind": rules.kind_of(event.type),
            "source_event_id": event.id,
            "at": event.time,
            "actor": event.actor,
            "data": dict(data),
        }
        for subject_id, type_ in {merged.get(one, one): type_ for one, type_ in subjects.items()}.items()
    ]
    if rows:
        await repository.add(uow, rows)
