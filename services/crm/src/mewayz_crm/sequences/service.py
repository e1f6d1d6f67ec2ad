"""Use-cases of sequences."""

from typing import Any
from uuid import UUID

from mewayz_crm.sequences import pausing, readiness, repository
from mewayz_crm.sequences.enrolments import people
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.pausing import stop_all, stop_outreach_of
from mewayz_crm.sequences.repository import sending
from mewayz_crm.sequences.rules import BY_HAND, SEQUENCE
from mewayz_crm.sequences.running.sweeping import sweep
from mewayz_crm.sequences.schemas import (
    Enrol,
    Enrolled,
    EnrolSkipped,
    SequenceCreate,
    SequenceVersionRead,
    SequenceVersions,
)
from mewayz_crm.sequences.steps.schemas import stored
from mewayz_crm.sequences.triggers.service import triggered
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.tenants import refuse_frozen
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "activate",
    "create",
    "delete",
    "enrol",
    "pause",
    "sending",
    "sequences",
    "stop_all",
    "stop_outreach_of",
    "triggered",
    "update",
    "versions",
]
sequences = repository.sequences
PROGRAM = ("steps", "windows", "exits", "exit_filter")
"""What makes a version."""


async def create(uow: UnitOfWork, data: SequenceCreate) -> Sequence:
    """A draft with its first version."""
    row = Sequence(**_columns({name: getattr(data, name) for name in SequenceCreate.model_fields}))
    await readiness.check(uow, row)
    row = await sequences.create(uow, row)
    await repository.keep_version(uow, row)
    return row


async def update(uow: UnitOfWork, row: Sequence, patch: Any) -> Sequence:
    """Change a sequence; another program is its next version, with which contacts begin from then on.

    409 `sequence_not_ready` when an active one could not go on like this; 403 `frozen_over_limit` beyond the plan.
    """
    await refuse_frozen(uow, repository.LIMIT, Sequence, row.id)
    before = [getattr(row, name) for name in PROGRAM]
    values = _columns(given(patch))
    await sequences.check_references(uow, values)
    async with sequences.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
        await readiness.check(uow, row)
        changed = [getattr(row, name) for name in PROGRAM] != before
        row.number += changed
        if row.state == "active":
            await _refuse_unready(uow, row)
    if changed:
        await repository.keep_version(uow, row)
    return row


async def delete(uow: UnitOfWork, row: Sequence) -> None:
    """Delete a sequence; its enrolments end. One that is restored is paused."""
    if row.state == "active":
        await pausing.stop(uow, row, reason=BY_HAND)
    await sequences.delete(uow, row)
    sweep(uow, row.id)


async def activate(uow: UnitOfWork, row: Sequence) -> Sequence:
    """Let contacts begin, and those who were in it go on; 409 `sequence_not_ready` names all that is missing."""
    await refuse_frozen(uow, repository.LIMIT, Sequence, row.id)
    SEQUENCE.next(row.state, "activate")
    await _refuse_unready(uow, row)
    async with sequences.changing(uow, row):
        SEQUENCE.demand(row, "activate")
        row.pause_reason = None
    sweep(uow, row.id)
    return row


async def pause(uow: UnitOfWork, row: Sequence) -> Sequence:
    """Nothing is done for anybody until it is activated again."""
    return await pausing.stop(uow, row, reason=BY_HAND)


async def versions(uow: UnitOfWork, sequence_id: UUID) -> SequenceVersions:
    """The latest versions, newest first; 404 for a sequence that is not there."""
    await sequences.read_one(uow, sequence_id)
    rows = await repository.versions(uow, sequence_id)
    return SequenceVersions(items=[SequenceVersionRead.model_validate(row) for row in rows])


async def enrol(uow: UnitOfWork, sequence_id: UUID, data: Enrol) -> Enrolled:
    """Let contacts begin now; who may not is named with the reason. 409 `sequence_not_active`."""
    sequence = await sequences.get(uow, sequence_id)
    if sequence.state != "active":
        raise Conflict("sequence_not_active", "Contacts begin a sequence while it is active.", state=sequence.state)
    begun, skipped = list[UUID](), list[EnrolSkipped]()
    # In the order of their keys, as whoever else holds several contacts.
    for contact_id, number in sorted((one, number) for number, one in enumerate(data.contact_ids)):
        person = await people.find(uow, contact_id, hold=True)
        if person is None:
            raise Unprocessable.field(f"/contact_ids/{number}", "unknown_reference", "There is no such contact.")
        found = await enrolments.begin(uow, sequence, person)
        if isinstance(found, str):
            skipped.append(EnrolSkipped.model_validate({"contact_id": contact_id, "reason": found}))
        else:
            begun.append(found.id)
    return Enrolled(enrolment_ids=begun, skipped=skipped)


async def _refuse_unready(uow: UnitOfWork, row: Sequence) -> None:
    if lacking := await readiness.lacks(uow, row):
        reasons = [lack._asdict() for lack in lacking]
        raise Conflict("sequence_not_ready", "The sequence cannot be active like this.", reasons=reasons)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """The columns that some fields of a body are kept in."""
    found = dict(values)
    for name in {"steps", "windows", "exits"} & found.keys():
        found[name] = stored(found[name])
    if found.get("exit_filter") is not None:
        found["exit_filter"] = found["exit_filter"].stored()
    if "trigger" in found:
        trigger = found.pop("trigger")
        tree = trigger.filter.stored() if trigger.filter else None
        found |= {"trigger_event": trigger.event, "trigger_about": trigger.about, "trigger_filter": tree}
    return found
