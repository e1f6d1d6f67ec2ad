"""How enrolments end before their last step: what takes consent, contact or sequence away ends them in the very same
transaction (crm.md §5.5, §5.8)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.sequences.enrolments import repository
from mewayz_crm.sequences.enrolments.events import EnrolmentExited
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import MARKETING, OUTREACH
from mewayz_crm.sequences.steps.program import LEFT_BY_CONDITION, LEFT_BY_STEP
from mewayz_kit.uow import UnitOfWork

OWN_WAYS = {LEFT_BY_STEP, LEFT_BY_CONDITION}
"""Reasons for which the mails that were queued before leave all the same."""


async def end(uow: UnitOfWork, *where: Any, reason: str, limit: int | None = None) -> int:
    """End the live enrolments that satisfy `where`, each once, and tell; answers how many there were."""
    with uow.scope.seeing_all("an enrolment ends for everybody"):
        found = await repository.live(uow, *where, limit=limit)
        for row, name in found:
            await _leave(uow, row, name, reason)
    return len(found)


async def fail(uow: UnitOfWork, row: SequenceEnrolment, name: str, *, error: str) -> None:
    """A step could not be done: nothing more is tried, and the row says why."""
    over = {"state": "failed", "error": error[:300], "live": None, "due_at": None, "ended_at": uow.now}
    mine = (col(SequenceEnrolment.visit) == row.visit, col(SequenceEnrolment.state) == "active")
    if await repository.change(uow, row.id, *mine, **over):
        _tell(uow, row, name, "failed")


async def of_address(uow: UnitOfWork, address_norm: str, *, reason: str) -> None:
    """The address gets no mail any more: what only goes to those who want it ends."""
    kinds = sa.select(col(Sequence.id)).where(col(Sequence.kind).in_([MARKETING, OUTREACH]))
    mine = (col(SequenceEnrolment.address_norm) == address_norm, col(SequenceEnrolment.sequence_id).in_(kinds))
    await end(uow, *mine, reason=reason)


async def of_list(uow: UnitOfWork, list_id: UUID, address_norm: str, *, reason: str) -> None:
    """The address has left a list: the marketing that needed it ends."""
    needing = sa.select(col(Sequence.id)).where(col(Sequence.list_id) == list_id, col(Sequence.kind) == MARKETING)
    mine = (col(SequenceEnrolment.address_norm) == address_norm, col(SequenceEnrolment.sequence_id).in_(needing))
    await end(uow, *mine, reason=reason)


async def make_room(uow: UnitOfWork, survivor_id: UUID, merged_id: UUID) -> None:
    """Before enrolments move to a survivor: one that is in a sequence already stays in it as it is, and the times of
    the merged contact are counted behind the survivor's."""
    contact, sequence, run_no = (getattr(SequenceEnrolment, name) for name in ("contact_id", "sequence_id", "run_no"))
    with uow.scope.seeing_all("one contact is in a sequence once, whoever looks after it"):
        live_in = await uow.all(sa.select(sequence).where(contact == survivor_id, repository.LIVE))
        await end(uow, contact == merged_id, sequence.in_(live_in), reason="merged")
        both = sa.select(sequence, sa.func.max(run_no)).where(contact.in_([survivor_id, merged_id]))
        shared = both.group_by(sequence).having(sa.func.count(contact.distinct()) == 2)
        for sequence_id, highest in (await uow.execute(shared)).all():
            # Beyond the numbers of both, so that no row meets another one on its way.
            moved = sa.update(SequenceEnrolment).where(contact == merged_id, sequence == sequence_id)
            await uow.execute(moved.values(run_no=run_no + highest).execution_options(synchronize_session=False))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID]) -> int:
    """A person is erased: their enrolments end, and name no address; that they took part is counted on."""
    mine = col(SequenceEnrolment.contact_id).in_(contact_ids)
    await end(uow, mine, reason="contact_deleted")
    rows = await uow.all(sa.select(SequenceEnrolment).where(mine).execution_options(populate_existing=True))
    for row in rows:
        row.address_norm, row.error = None, None
    await uow.flush()
    return len(rows)


async def _leave(uow: UnitOfWork, row: SequenceEnrolment, name: str, reason: str) -> None:
    from mewayz_crm.messages import service as messages  # it asks contacts, whose merges call this module

    if reason not in OWN_WAYS:
        await messages.withdraw(uow, row.id)
    over = {"state": "exited", "reason": reason, "live": None, "due_at": None, "step": None, "ended_at": uow.now}
    if await repository.change(uow, row.id, repository.LIVE, **over):
        _tell(uow, row, name, reason)


def _tell(uow: UnitOfWork, row: SequenceEnrolment, name: str, reason: str) -> None:
    uow.publish(
        EnrolmentExited(
            enrolment_id=row.id,
            sequence_id=row.sequence_id,
            sequence_name=name,
            contact_id=row.contact_id,
            reason=reason,
            at=uow.now,
        )
    )
