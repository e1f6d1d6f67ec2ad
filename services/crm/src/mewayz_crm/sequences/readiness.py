"""What a sequence refers to is there when it is saved, and it is ready when it is activated."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from mewayz_crm.filters import service as filters
from mewayz_crm.filters.schemas import Filter
from mewayz_crm.lists import service as lists
from mewayz_crm.mail_templates.models import MailTemplate
from mewayz_crm.pipelines.stages.service import Stage
from mewayz_crm.segments.models import Segment
from mewayz_crm.senders.models import Sender
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import MARKETING, OUTREACH
from mewayz_crm.sequences.steps import program
from mewayz_crm.sequences.steps.schemas import (
    AddToListStep,
    BranchStep,
    ConditionStep,
    MailStep,
    MoveDealStep,
    Step,
    steps_of,
)
from mewayz_crm.settings import service as settings
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


class Lack(NamedTuple):
    """Something that keeps a sequence from being active."""

    code: str
    detail: str


async def check(uow: UnitOfWork, row: Sequence) -> None:
    """422 at the first part that is wrong in itself or names something that is not there."""
    if row.kind != MARKETING and row.list_id is not None:
        raise Unprocessable.field("/list_id", "not_allowed", f"A sequence of the kind {row.kind} has no list.")
    steps = steps_of(row.steps)
    program.check(steps)
    for pointer, tree in _filters(row, steps):
        await filters.as_given(uow, "contact", tree, pointer=pointer)
    happenings = [("/trigger", row.trigger_event, row.trigger_about)]
    happenings += [(f"/exits/{number}", rule["event"], rule.get("about")) for number, rule in enumerate(row.exits)]
    for pointer, event, about in happenings:
        if about is not None and not await _is_there(uow, event, about):
            raise Unprocessable.field(f"{pointer}/about", "unknown_reference", "There is no such record.")
    for number, step in enumerate(steps):
        await _check_step(uow, step, f"/steps/{number}")


async def lacks(uow: UnitOfWork, row: Sequence) -> list[Lack]:
    """What is missing before contacts may begin; none: it is ready."""
    steps, found = steps_of(row.steps), list[Lack]()
    mails = any(isinstance(step, MailStep) for step in steps)
    if not steps:
        found.append(Lack("no_steps", "It has no steps."))
    if row.kind == MARKETING and (row.list_id is None or await lists.find(uow, row.list_id) is None):
        found.append(Lack("no_list", "Marketing needs the list whose subscribers get it."))
    sender = await uow.find(Sender, row.sender_id) if row.sender_id else None
    if mails and (sender is None or sender.state != "verified"):
        found.append(Lack("no_sender", "Mails need a sender whose address is proven."))
    if row.kind == OUTREACH and sender is not None and sender.owner_id != uow.principal.user_id:
        found.append(Lack("sender_not_yours", "Outreach is activated by the member whose address it comes from."))
    if mails and row.kind == MARKETING and not (await settings.current(uow)).postal_address:
        found.append(Lack("no_postal_address", "Marketing needs a postal address in the settings."))
    for number, step in enumerate(steps):
        try:
            await _check_step(uow, step, f"/steps/{number}")
        except Unprocessable as error:
            found.append(Lack(error.errors[0]["code"], f"{error.errors[0]['pointer']}: {error.detail}"))
    return found


def _filters(row: Sequence, steps: list[Step]) -> Iterator[tuple[str, Filter]]:
    for pointer, stored in (("/trigger/filter", row.trigger_filter), ("/exit_filter", row.exit_filter)):
        if stored is not None:
            yield pointer, Filter.model_validate(stored)
    for number, step in enumerate(steps):
        if isinstance(step, ConditionStep):
            yield f"/steps/{number}/filter", step.filter
        elif isinstance(step, BranchStep):
            yield from ((f"/steps/{number}/arms/{place}/filter", arm.filter) for place, arm in enumerate(step.arms))


async def _is_there(uow: UnitOfWork, event: str, about: str) -> bool:
    """A tag may come later, and forms belong to others."""
    if event == "list_confirmed":
        return await lists.find(uow, UUID(about)) is not None
    return event != "segment_entered" or await uow.find(Segment, UUID(about)) is not None


async def _check_step(uow: UnitOfWork, step: Step, pointer: str) -> None:
    match step:
        case MailStep():
            template = await uow.find(MailTemplate, step.template_id)
            if template is None or template.kind == "layout":
                raise Unprocessable.field(f"{pointer}/template_id", "unknown_reference", "There is no such template.")
            if template.variables:
                detail = "A sequence has no values for the variables of this template."
                raise Unprocessable.field(f"{pointer}/template_id", "needs_variables", detail)
        case AddToListStep():
            if await lists.find(uow, step.list_id) is None:
                raise Unprocessable.field(f"{pointer}/list_id", "unknown_reference", "There is no such list.")
        case MoveDealStep():
            stage = await uow.find(Stage, step.stage_id)
            if stage is None or stage.kind != "open":
                raise Unprocessable.field(f"{pointer}/stage_id", "unknown_reference", "There is no such open stage.")
