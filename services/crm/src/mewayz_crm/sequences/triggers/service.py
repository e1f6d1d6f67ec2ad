"""Use-cases of triggers: the one door by which events, also those of other features, reach sequences."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col

from mewayz_crm.formats import key_of
from mewayz_crm.sequences import repository
from mewayz_crm.sequences.enrolments import ending, people
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.models import Sequence
from mewayz_kit.outgoing import MAX_DEPTH
from mewayz_kit.uow import UnitOfWork


async def triggered(
    uow: UnitOfWork, *, trigger: str, contact_id: UUID, source_event_id: UUID, about: str | None = None
) -> None:
    """Something happened to a contact: sequences that end by it end, and active ones that wait for it begin.

    `trigger` is one of `schemas.Happening`; `about` is the name of the tag, or the id of the list, segment or form. An
    event that comes twice begins nothing twice. What a sequence does may begin another one, at most `MAX_DEPTH` in a
    row. Nothing begins while the plan has no sequences, or for a contact that is gone.
    """
    ending_now = await _ended_by(uow, trigger, contact_id, about)
    waiting = await _begun_by(uow, trigger, about)
    if not ending_now and not waiting:
        return
    person = await people.find(uow, contact_id, hold=True)
    if ending_now:
        await ending.end(uow, col(SequenceEnrolment.id).in_(ending_now), reason="exit_rule")
    if person is None:
        return
    before, uow.cause = uow.cause, replace(uow.cause, depth=uow.cause.depth + 1)
    for sequence in waiting:
        tree = sequence.trigger_filter
        if tree is None or await people.fits(uow, contact_id, tree):
            await enrolments.begin(uow, sequence, person, source_event_id=source_event_id)
    uow.cause = before


async def concerns(uow: UnitOfWork, triggers: Collection[str], contact_ids: Collection[UUID]) -> bool:
    """Whether any of these happenings might begin a sequence, or end one that a contact is in."""
    if await enrolments.any_live(uow, contact_ids):
        return True
    return any([await _begun_by_any(uow, trigger) for trigger in triggers])


def is_meant(rule: Mapping[str, Any], about: str | None) -> bool:
    """Whether a rule is about this tag, list, segment or form, or about any."""
    wanted = rule.get("about")
    return wanted is None or (about is not None and key_of(wanted) == key_of(about))


async def _begun_by(uow: UnitOfWork, trigger: str, about: str | None) -> list[Sequence]:
    waiting = await _begun_by_any(uow, trigger)
    return [sequence for sequence in waiting if is_meant({"about": sequence.trigger_about}, about)]


async def _begun_by_any(uow: UnitOfWork, trigger: str) -> Collection[Sequence]:
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    if "sequences" not in tenant.features or uow.cause.depth >= MAX_DEPTH:
        return []
    return await repository.waiting_for(uow, trigger)


async def _ended_by(uow: UnitOfWork, trigger: str, contact_id: UUID, about: str | None) -> list[UUID]:
    found = []
    for row in await enrolments.live_of(uow, contact_id):
        version = await repository.version(uow, row.sequence_id, row.number)
        if any(rule["event"] == trigger and is_meant(rule, about) for rule in version.exits):
            found.append(row.id)
    return found
