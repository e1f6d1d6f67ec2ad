"""Use-cases of the timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from mewayz_crm.contacts.erasure import service as forgetting
from mewayz_crm.leads import service as leads
from mewayz_crm.merges import service as merges
from mewayz_crm.timeline import repository, rules
from mewayz_crm.timeline.repository import forget, of
from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

__all__ = ["Line", "forget", "note", "note_event", "of", "record"]


class Line(NamedTuple):
    """What is said on some records, given as id → type. `kind` is a type of event without its version."""

    subjects: Mapping[UUID, str]
    kind: str
    source_event_id: UUID
    at: datetime
    data: Mapping[str, Any]
    actor: str | None = None


async def record(uow: UnitOfWork, events: Sequence[Envelope]) -> None:
    """One line on every record that an event of the CRM is about, of each of `events`."""
    await _write(uow, [_line(event, _subjects(event), rules.kept(event.type, event.data)) for event in events])


async def note_event(
    uow: UnitOfWork, event: Envelope, *, subjects: Mapping[UUID, str], data: Mapping[str, Any]
) -> None:
    """One line of any event on these records."""
    await _write(uow, [_line(event, subjects, data)])


async def note(uow: UnitOfWork, line: Line) -> None:
    """One line on some records, however often it is said."""
    await _write(uow, [line])


async def _write(uow: UnitOfWork, lines: Sequence[Line]) -> None:
    """What is said of a merged record is said of the survivor; of an erased person, nothing but that it happened: an
    event may come here after the erasure of whom it names."""
    subjects = {subject_id for line in lines for subject_id in line.subjects}
    merged = await merges.destinations(uow, subjects)
    erased = await forgetting.erased_of(uow, subjects) | await leads.erased_of(uow, subjects)
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "created_at": uow.now,
            "updated_at": uow.now,
            "workspace_id": uow.workspace_id,
            "subject_type": type_,
            "subject_id": subject_id,
            "kind": line.kind.partition(".")[2],
            "source_event_id": line.source_event_id,
            "at": line.at,
            "actor": line.actor,
            "data": {} if erased.intersection(line.subjects) else dict(line.data),
        }
        for line in lines
        for subject_id, type_ in {merged.get(one, one): type_ for one, type_ in line.subjects.items()}.items()
    ]
    if rows:
        await repository.add(uow, rows)


def _subjects(event: Envelope) -> dict[UUID, str]:
    return {UUID(text): type_ for text, type_ in rules.subjects_of(event.type, event.data).items()}


def _line(event: Envelope, subjects: Mapping[UUID, str], data: Mapping[str, Any]) -> Line:
    return Line(subjects, event.type.removesuffix(".v1"), event.id, event.time, data, event.actor)
