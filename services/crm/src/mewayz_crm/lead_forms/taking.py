"""How a submission is taken: once, by one contact, under the rules of every list, or it waits for room in the plan."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError

from mewayz_crm import fingerprints
from mewayz_crm.activities.schemas import ActivityCreate
from mewayz_crm.activities.service import activities
from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.events import ContactEngaged
from mewayz_crm.contacts.meeting import Met, meet
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.formats import read_address
from mewayz_crm.lead_forms import filling
from mewayz_crm.lead_forms.events import OpenDeal
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.rules import Read, Unreadable, read
from mewayz_crm.lead_forms.submissions import repository as submissions
from mewayz_crm.lead_forms.submissions.models import LeadFormSubmission
from mewayz_crm.lead_magnets import service as lead_magnets
from mewayz_crm.lists import service as lists
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.scoring_rules import service as scoring
from mewayz_crm.settings import service as settings
from mewayz_crm.suppressions import service as suppressions
from mewayz_crm.timeline import service as timeline
from mewayz_kit.errors import Conflict, PaymentRequired
from mewayz_kit.ids import new_id
from mewayz_kit.tenants import claim
from mewayz_kit.uow import UnitOfWork

KIND = "crm.lead_form.submitted"
LIMIT = "crm.captured_emails"
FEATURE = "lead-forms"
FEATURES = (FEATURE, "email-capture")
"""One of them is enough to have forms; with the second alone a form only fills lists."""


async def take(uow: UnitOfWork, form: LeadForm, *, answers: dict[str, Any], consent: bool, token: str) -> None:
    """Take a submission; one with this token that was taken before changes nothing."""
    row = LeadFormSubmission(id=new_id(), lead_form_id=form.id, token=token, state="waiting", consent=consent)
    row.answers = answers
    if await submissions.add(uow, row):
        await take_up(uow, form, row.id)


async def take_up(uow: UnitOfWork, form: LeadForm, submission_id: UUID) -> None:
    """Take a submission that waits. Its answers go when it is taken, or when it never can be."""
    row = await submissions.get(uow, submission_id)
    features = (await uow.runtime.tenants.get(uow.workspace_id)).features
    if row.state != "waiting" or features.isdisjoint(FEATURES):
        return
    try:
        said = read(form.mapping, row.answers or {})
        await suppressions.refuse_erased(uow, [read_address(said.email).norm])
    except (Unreadable, Conflict) as refusal:
        row.state, row.answers = "unreadable" if isinstance(refusal, Unreadable) else "erased", None
        return
    print_ = fingerprints.of_address(uow, read_address(said.email).norm)
    if FEATURE not in features:
        listed = await _listed(uow, form, said.email, print_) if row.consent else True
        if listed:
            row.state, row.answers, row.address_print = "taken", None, None
        else:
            row.address_print = print_
        return
    met = await _captured(uow, form, said, print_)
    if met is None:
        row.address_print = print_
        return
    row.state, row.contact_id, row.answers, row.address_print = "taken", met.row.id, None, None
    await uow.flush()
    await filling.fill(uow, met, said, tags=form.tags)
    await _follow(uow, form, row, met, said)


async def _listed(uow: UnitOfWork, form: LeadForm, email: str, address_print: bytes) -> bool:
    """Only fill the lists of a form; False while the plan has no room for another captured address."""
    try:
        async with uow.savepoint():
            if await submissions.capture(uow, address_print):
                await claim(uow, LIMIT)
            await _subscribe(uow, form, email)
    except PaymentRequired:
        return False
    return True


async def _captured(uow: UnitOfWork, form: LeadForm, said: Read, address_print: bytes) -> Met | None:
    """The contact, held; None while the plan has no room for another contact, or another captured address."""
    try:
        async with uow.savepoint():
            met = await meet(uow, await _body(uow, form, said))
            # The contact is held, so of two submissions at once only one is the first.
            known = met is None or await submissions.captured(uow, met.row.id)
            if not known and await submissions.capture(uow, address_print):
                await claim(uow, LIMIT)
            return met
    except PaymentRequired:
        return None


async def _body(uow: UnitOfWork, form: LeadForm, said: Read) -> Any:
    values = {
        **said.fields,
        "emails": [said.email],
        "phones": [said.phone],
        "owner_id": form.owner_id,
        "source": "social" if form.source == "social_form" else "website",
    }
    for name in ("website", "tz", "locale"):
        try:
            contacts.body_of({**values, "custom": {}})
        except ValidationError:  # what a visitor wrote is no web address, zone or language
            values.pop(name, None)
            said.fields.pop(name, None)
    return contacts.body_of({**values, "custom": await custom_fields.readable(uow, "contact", said.custom)})


async def _follow(uow: UnitOfWork, form: LeadForm, row: LeadFormSubmission, met: Met, said: Read) -> None:
    """What a taken submission leads to."""
    if row.consent:
        await _subscribe(uow, form, said.email)
    if form.magnet_id is not None:
        wanted = lead_magnets.Wanted(form.magnet_id, met.row, said.email, consent=row.consent)
        await lead_magnets.ask(uow, wanted)
    if form.task_subject:
        about = {"type": "contact", "id": met.row.id}
        task = {"type": "task", "subject": form.task_subject, "assignee_id": met.row.owner_id, "related": [about]}
        await activities.create(uow, ActivityCreate.model_validate(task))
    if form.create_deal:
        from mewayz_crm.lead_forms.handlers import open_deal  # it calls this module

        # A job of its own: whoever makes a deal holds its stage before its people.
        uow.enqueue(open_deal, OpenDeal(lead_form_id=form.id, contact_id=met.row.id), dedupe=str(row.id))
    told: dict[str, Any] = {"kind": KIND, "source_event_id": row.id, "at": uow.now}
    about = {"lead_form_id": str(form.id), "name": form.name}
    await timeline.note(uow, timeline.Line(**told, subjects={met.row.id: "contact"}, data=about))
    if form.points:
        await scoring.give(uow, met.row, giver_id=form.id, reason=form.name, points=form.points, **told)
    uow.publish(ContactEngaged(contact_id=met.row.id, about=str(form.id), **told))


async def _subscribe(uow: UnitOfWork, form: LeadForm, email: str) -> None:
    """The person wants the mail of these lists; a refusal of their address is stronger."""
    wanted = [UUID(text) for text in form.list_ids]
    if not wanted and (default := (await settings.current(uow)).default_list_id) is not None:
        wanted = [default]
    for list_id in wanted:
        if (mailing_list := await lists.find(uow, list_id)) is None:
            continue
        try:
            async with uow.savepoint():
                await subscriptions.join(uow, mailing_list, read_address(email), method="form")
        except Conflict:
            continue
