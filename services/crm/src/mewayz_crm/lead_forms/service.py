"""Use-cases of lead forms."""

import secrets
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from mewayz_crm import fingerprints
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.deals import service as deals
from mewayz_crm.lead_forms import repository, rules, taking
from mewayz_crm.lead_forms.events import LeadCaptured, OpenDeal, SubmissionCreated
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.schemas import Answers, LeadFormCreate
from mewayz_crm.lead_forms.submissions import repository as submissions
from mewayz_crm.lead_forms.submissions.models import LeadFormSubmission
from mewayz_crm.lists import service as lists
from mewayz_crm.pipelines.stages import service as stages
from mewayz_kit.errors import Forbidden, NotFound, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.schema import given
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

forms = repository.forms
FEATURE = "lead-forms"
BATCH = 50


async def create(uow: UnitOfWork, data: LeadFormCreate) -> LeadForm:
    """A form that takes answers from now on."""
    row = LeadForm(**data.model_dump(exclude={"list_ids"}), list_ids=[str(one) for one in data.list_ids])
    if (row.source == "social_form") != (row.form_id is not None):
        raise Unprocessable.field("/form_id", "invalid_value", "A form of social is named, and only by its source.")
    row.key = secrets.token_urlsafe(18) if row.source == "api" else None
    await _check(uow, row)
    return await forms.create(uow, row)


async def update(uow: UnitOfWork, row: LeadForm, patch: Any) -> LeadForm:
    """Change what becomes of answers to come."""
    values = given(patch)
    if values.get("list_ids") is not None:
        values["list_ids"] = [str(one) for one in values["list_ids"]]
    async with forms.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
        await _check(uow, row)
    return row


async def receive(uow: UnitOfWork, *, key: str, data: Answers, origin: str | None) -> None:
    """Answers to an API form, from a page or a server. 404 for a key that leads nowhere, 403 for a page that may not
    post, 422 for an address that is none; what a machine has filled in is dropped without a word."""
    form = await repository.by_key(uow, key)
    if form is None or not form.active or await is_erased(uow, "workspace", form.workspace_id):
        raise NotFound(detail="There is no such form.")
    if origin is not None and origin.lower() not in form.allowed_origins:
        raise Forbidden("origin_not_allowed", "Pages of that origin may not post to this form.")
    tenant = await uow.runtime.tenants.get(form.workspace_id)
    tenant.refuse_when_closed(uow.principal, None)
    tenant.require_feature(FEATURE)
    try:
        rules.read(form.mapping, data.answers)
    except rules.Unreadable as error:
        raise Unprocessable.field(f"/answers/{error.key}", "invalid_value", f"It {error}.") from error
    if data.homepage:
        return
    async with uow.within(workspace_id=form.workspace_id):
        token = f"api:{data.token or new_id()}"
        await taking.take(uow, form, answers=dict(data.answers), consent=data.consent, token=token)


async def submitted(uow: UnitOfWork, *, event: SubmissionCreated) -> None:
    """A form of `social` was filled in; without a lead form nothing becomes of it here."""
    form = await repository.of_form(uow, event.form_id)
    await _take(uow, form, f"social:{event.id}", event.answers, event.consent)


async def captured(uow: UnitOfWork, *, event: LeadCaptured) -> None:
    """A chatbot was told who somebody is: once per conversation."""
    form = await uow.find(LeadForm, event.lead_form_id)
    await _take(uow, form, f"chat:{event.conversation_id}", event.answers, event.consent)


async def open_deal(uow: UnitOfWork, *, data: OpenDeal) -> None:
    """The deal of a submission, in the stage of the form, or in the default pipeline when that is gone."""
    form = await uow.find(LeadForm, data.lead_form_id)
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    if form is None or "pipelines" not in tenant.features:
        return
    body = {"name": form.name, "contact_ids": [data.contact_id]}
    try:
        async with uow.savepoint():
            await deals.create(uow, deals.body_of({**body, "pipeline_id": form.pipeline_id, "stage_id": form.stage_id}))
    except Unprocessable:
        await deals.create(uow, deals.body_of(body))


async def take_waiting(uow: UnitOfWork, *, after: UUID | None) -> UUID | None:
    """Take one batch of what waits, now that there may be room; answers where to go on, None at the end."""
    found = await submissions.waiting(uow, after=after, limit=BATCH)
    for submission_id in found:
        row = await submissions.get(uow, submission_id)
        form = await uow.find(LeadForm, row.lead_form_id)
        if form is not None:
            await taking.take_up(uow, form, submission_id)
    return found[-1] if len(found) == BATCH else None


async def forget(uow: UnitOfWork, addresses: Collection[str]) -> int:
    """Let go of what these people have said in forms that still wait."""
    return await submissions.forget(uow, [fingerprints.of_address(uow, address) for address in addresses])


async def _take(
    uow: UnitOfWork, form: LeadForm | None, token: str, answers: Mapping[str, Any], consent: bool
) -> LeadFormSubmission | None:
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    if form is not None and form.active and FEATURE in tenant.features:
        await taking.take(uow, form, answers=rules.texts_of(answers), consent=consent, token=token)
    return None


async def _check(uow: UnitOfWork, row: LeadForm) -> None:
    """422 for a mapping that leads nowhere and for lists and stages that are not there."""
    try:
        rules.check_mapping(row.mapping)
    except ValueError as error:
        raise Unprocessable.field("/mapping", "invalid_value", f"It {error}.") from error
    known = {field.key: field for field in await custom_fields.definitions(uow, "contact")}
    for key, target in row.mapping.items():
        field = known.get(target.removeprefix(rules.CUSTOM)) if target.startswith(rules.CUSTOM) else None
        if target.startswith(rules.CUSTOM) and (field is None or field.unique):
            detail = f"{target} is no custom field of contacts that several may share a value of."
            raise Unprocessable.field(f"/mapping/{key}", "unknown_field", detail)
    for number, list_id in enumerate(row.list_ids):
        if await lists.find(uow, UUID(list_id)) is None:
            raise Unprocessable.field(f"/list_ids/{number}", "unknown_reference", "There is no such list.")
    if row.stage_id is not None:
        stage = (await stages.locked(uow, [row.stage_id])).get(row.stage_id)
        if stage is None or stage.kind != "open" or row.pipeline_id not in {None, stage.pipeline_id}:
            raise Unprocessable.field("/stage_id", "unknown_reference", "There is no such open stage.")
    await forms.check_references(uow, {"pipeline_id": row.pipeline_id})
