"""What each kind of step does."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from mewayz_crm.activities import service as activities
from mewayz_crm.activities.schemas import ActivityCreate
from mewayz_crm.contacts import service as contacts
from mewayz_crm.deals import service as deals
from mewayz_crm.deals.schemas import DealMove
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.lists.subscriptions.schemas import SubscriptionCreate
from mewayz_crm.pipelines.stages.service import Stage
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.enrolments.people import Person
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.steps.schemas import (
    AddTagStep,
    AddToListStep,
    CreateTaskStep,
    MailStep,
    MoveDealStep,
    Step,
)
from mewayz_crm.sequences.steps.times import after_wait
from mewayz_crm.tags import service as tags
from mewayz_crm.vocabulary import Subject
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork


@dataclass(slots=True)
class Standing:
    """A contact at a step. `outreach` are the mails to which a reply ends it; `address_norm` is set by a mail, where it
    goes."""

    sequence: Sequence
    row: SequenceEnrolment
    step: Step
    person: Person
    outreach: Rows[UUID] = ()
    address_norm: str | None = None


class Done(NamedTuple):
    """What came of a step; "" for one that only decides where to go. `over`: why the enrolment ends instead."""

    outcome: str = ""
    message_id: UUID | None = None
    over: str | None = None


async def perform(uow: UnitOfWork, at: Standing) -> Done:
    """Do what a step does, in this transaction."""
    from mewayz_crm.sequences.running import mails  # it takes the types of this module

    match at.step:
        case MailStep() as step:
            return await mails.queue(uow, at, step)
        case AddTagStep() as step:
            return await _add_tag(uow, at, step)
        case CreateTaskStep() as step:
            return await _create_task(uow, at, step)
        case AddToListStep() as step:
            return await _add_to_list(uow, at, step)
        case MoveDealStep() as step:
            return await _move_deal(uow, at, step)
    return Done()


async def _add_tag(uow: UnitOfWork, at: Standing, step: AddTagStep) -> Done:
    row = await contacts.contacts.get(uow, at.row.contact_id, lock=True)
    async with contacts.contacts.changing(uow, row):
        present = (await tags.names_of(uow, [row.id])).get(row.id, [])
        await tags.put(uow, entity="contact", record_id=row.id, names=[*present, step.tag])
    return Done("done")


async def _create_task(uow: UnitOfWork, at: Standing, step: CreateTaskStep) -> Done:
    zone = (await uow.runtime.tenants.get(uow.workspace_id)).timezone
    owner_id = at.person.shown.owner_id
    task = ActivityCreate(
        type="task",
        subject=step.subject,
        due_at=after_wait(uow.now, amount=step.due_in_days, unit="days", zone=zone),
        owner_id=owner_id,
        assignee_id=owner_id,
        related=[Subject(type="contact", id=at.row.contact_id)],
    )
    await activities.activities.create(uow, task)
    return Done("done")


async def _add_to_list(uow: UnitOfWork, at: Standing, step: AddToListStep) -> Done:
    addresses = at.person.addresses(at.row.address_norm)
    if not addresses:
        return Done("no_address")
    try:
        async with uow.savepoint():
            wanted = SubscriptionCreate(list_id=step.list_id, address=addresses[0].shown)
            await subscriptions.add(uow, wanted, method="sequence")
    except Conflict as refusal:
        return Done(refusal.code)
    except Unprocessable:
        return Done("list_gone")
    return Done("done")


async def _move_deal(uow: UnitOfWork, at: Standing, step: MoveDealStep) -> Done:
    stage = await uow.find(Stage, step.stage_id)
    if stage is None or stage.kind != "open":
        return Done("stage_gone")
    deal_id = await deals.newest_open(uow, contact_id=at.row.contact_id, pipeline_id=stage.pipeline_id)
    if deal_id is None:
        return Done("no_deal")
    await deals.move(uow, deal_id=deal_id, data=DealMove(stage_id=stage.id), if_match=None)
    return Done("done")
