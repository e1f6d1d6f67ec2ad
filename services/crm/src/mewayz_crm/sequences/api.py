"""Routes of sequences."""

from typing import Annotated, Literal

from fastapi import Query

from mewayz_crm.sequences import service
from mewayz_crm.sequences.results import service as results
from mewayz_crm.sequences.results.schemas import SequenceStats
from mewayz_crm.sequences.running import service as running
from mewayz_crm.sequences.schemas import (
    Enrol,
    Enrolled,
    SequenceCreate,
    SequenceRead,
    SequenceUpdate,
    SequenceVersions,
    Simulate,
    Timetable,
)
from mewayz_crm.sequences.template_parts import parts
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.templates.packages import Package, export_package
from mewayz_kit.tokens import Principal

sequences = Resource(
    "crm/sequences",
    service.sequences,
    create=SequenceCreate,
    update=SequenceUpdate,
    permission="crm.sequences",
    feature="sequences",
    search=("name",),
    filter=("name", "kind", "state", "list_id", "sender_id", "created_at", "updated_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = sequences.router
Reader = Annotated[Principal, require("crm.sequences:read", feature="sequences")]
Writer = Annotated[Principal, require("crm.sequences:write", feature="sequences")]
Sender = Annotated[Principal, require("crm.sequences:send", feature="sequences")]


@router.get("/{sequence_id}/export")
async def export_sequence(
    sequence_id: Id,
    p: Annotated[Principal, require("crm.sequences:export", feature="sequences")],
    uow: Uow,
    format: Annotated[Literal["template"], Query()] = "template",
) -> Package:
    """The sequence with the mail templates it sends as a package for the template market, without list, sender, and
    the one list, segment or form that begins it. 409 `not_portable` names the `fields` that hold an id of this
    workspace."""
    return await export_package(uow, parts, sequence_id)


@router.get("/{sequence_id}/versions")
async def versions(sequence_id: Id, p: Reader, uow: Uow) -> SequenceVersions:
    """The latest 50 versions of the steps, windows and exit rules, newest first."""
    return await service.versions(uow, sequence_id)


@router.get("/{sequence_id}/stats")
async def stats(sequence_id: Id, p: Reader, uow: Uow) -> SequenceStats:
    """What became of its contacts and mails, summed up now, by step too; opens and clicks with and without those of
    machines."""
    return await results.stats(uow, sequence_id)


@router.post("/{sequence_id}/activate")
async def activate(sequence_id: Id, p: Sender, uow: Uow, if_match: IfMatch = None) -> SequenceRead:
    """Let contacts begin, and those who were in it go on. 409 `sequence_not_ready` with all `reasons`: no_steps,
    no_list, no_sender, sender_not_yours, no_postal_address, or what a step names and is not there."""
    row = await service.sequences.get(uow, sequence_id, lock=True)
    service.sequences.match(row, if_match)
    return await service.sequences.show_one(uow, await service.activate(uow, row))


@router.post("/{sequence_id}/pause")
async def pause(sequence_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> SequenceRead:
    """Do nothing for anybody, and let nobody begin, until it is activated again."""
    row = await service.sequences.get(uow, sequence_id, lock=True)
    service.sequences.match(row, if_match)
    return await service.sequences.show_one(uow, await service.pause(uow, row))


@router.post("/{sequence_id}/enrol")
async def enrol(sequence_id: Id, data: Enrol, p: Sender, uow: Uow) -> Enrolled:
    """Let contacts begin now, whatever the trigger is; who may not is named with the reason. 409 `sequence_not_active`.
    Publishes `crm.sequence_enrolment.started.v1` for each."""
    return await service.enrol(uow, sequence_id, data)


@router.post("/{sequence_id}/simulate")
async def simulate(sequence_id: Id, data: Simulate, p: Reader, uow: Uow) -> Timetable:
    """What would come when for one contact, at most 500 steps; nothing is sent or changed."""
    return await running.simulate(uow, sequence_id, data)
