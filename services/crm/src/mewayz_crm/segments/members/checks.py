"""Checks: all contacts of a workspace are judged again, batch by batch, each batch in a transaction of its own.

A new or changed filter starts one for its segment, the end of a day one for all segments of the workspace: that is
when `within_last` and its like change without anybody changing a contact.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from mewayz_crm.filters import service as filters
from mewayz_crm.filters.schemas import Filter
from mewayz_crm.segments import chains
from mewayz_crm.segments.members import repository
from mewayz_crm.segments.members.events import CheckStep
from mewayz_crm.segments.members.judging import judge
from mewayz_crm.segments.models import Segment
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

BATCH = 500
WORKSPACES = 200
"""Begun in one transaction; the others follow with the next stroke."""


async def begin(uow: UnitOfWork, row: Segment) -> None:
    """Check one segment that is being written."""
    row.run, row.check_at = new_id(), await _end_of_day(uow)
    enqueue(uow, CheckStep(run=row.run))


async def begin_some(uow: UnitOfWork, segment_ids: Collection[UUID]) -> None:
    """Check several segments in one go."""
    if segment_ids:
        run = new_id()
        await repository.put_run(uow, segment_ids, run, await _end_of_day(uow))
        enqueue(uow, CheckStep(run=run))


async def mentioning(uow: UnitOfWork, fields: Collection[str]) -> list[UUID]:
    """The segments whose filter asks for one of these fields."""
    return [
        segment.id
        for segment in await repository.dynamic(uow)
        if any(part.field in fields for part, _ in filters.conditions_of(Filter.model_validate(segment.filter)))
    ]


async def begin_mentioning(uow: UnitOfWork, field: str) -> None:
    """Check the segments whose filter asks for `field`, because what it means has changed."""
    await begin_some(uow, await mentioning(uow, {field}))


async def judge_mentioning(uow: UnitOfWork, contact_id: UUID, fields: Collection[str]) -> None:
    """A contact has done what these fields tell: only segments that ask for it, near or far, judge them again."""
    asking = await mentioning(uow, fields)
    if asking:
        await judge(uow, [contact_id], only=await chains.askers(uow, asking))


async def begin_due(uow: UnitOfWork) -> None:
    """Check all segments of the workspaces whose day has ended."""
    for workspace_id in await repository.due(uow, WORKSPACES):
        async with uow.within(workspace_id=workspace_id):
            await begin_some(uow, [segment.id for segment in await repository.dynamic(uow)])


async def step(uow: UnitOfWork, data: CheckStep) -> None:
    """Judge one batch and have the next one judged; after the last one the segments are fresh.

    Segments that ask for these are judged along, for the answer to them may change with each contact.
    """
    own = await repository.of_run(uow, data.run)
    if not own:
        return
    found = await repository.batch(uow, at=data.at, after=data.after, limit=BATCH)
    if found:
        await judge(uow, [row.id for row in found], only=await chains.askers(uow, own))
    if len(found) == BATCH:
        enqueue(uow, CheckStep(run=data.run, at=found[-1].created_at, after=found[-1].id))
        return
    for segment_id in sorted(own):
        await repository.end_run(uow, segment_id, data.run)


def enqueue(uow: UnitOfWork, data: CheckStep) -> None:
    """The next batch of a check; checks of one workspace take turns."""
    from mewayz_crm.segments.members.handlers import check_contacts

    uow.enqueue(check_contacts, data, key=f"segments:{uow.workspace_id}")


async def _end_of_day(uow: UnitOfWork) -> datetime:
    days = await filters.days_of(uow)
    return days.begins(days.today + timedelta(days=1))
