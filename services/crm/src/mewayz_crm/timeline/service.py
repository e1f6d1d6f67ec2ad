"""Use-cases of the timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_crm.merges import service as merges
from mewayz_crm.timeline import repository, rules
from mewayz_crm.timeline.repository import forget, of
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

__all__ = ["forget", "note", "note_event", "of", "record"]


async def record(uow: UnitOfWork, event: Envelope) -> None:
    """One line on every record that an event of the CRM is about."""
    subjects = {UUID(text): type_ for text, type_ in rules.subjects_of(event.type, event.data).items()}
    await note_event(uow, event, subjects=subjects, data=rules.kept(event.type, event.data))


async def note_event(
    uow: UnitOfWork, event: Envelope, *, subjects: Mapping[UUID, str], data: Mapping[str, Any]
) -> None:
    """One line of any event on these records."""
    await note(
        uow,
        subjects=subjects,
        kind=event.type.removesuffix(".v1"),
        source_event_id=event.id,
        at=event.time,
        data=data,
        actor=event.actor,
    )


async def note(
    uow: UnitOfWork,
    *,
    subjects: Mapping[UUID, str],
    kind: str,
    source_event_id: UUID,
    at: datetime,
    data: Mapping[str, Any],
    actor: str | None = None,
) -> None:
    """One line on these records, however often it is said; what was said of a merged record is said of the survivor.
    `kind` is a type of event without its version."""
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
            "kind": kind.partition(".")[2],
            "source_event_id": source_event_id,
            "at": at,
            "actor": actor,
            "data": dict(data),
        }
        for subject_id, type_ in {merged.get(one, one): type_ for one, type_ in subjects.items()}.items()
    ]
    if rows:
        await repository.add(uow, rows)
