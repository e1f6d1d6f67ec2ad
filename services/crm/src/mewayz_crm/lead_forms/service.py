"""Use-cases of lead forms."""

import secrets
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from mewayz_crm import fingerprints
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.deals import service as deals
from mewayz_crm.lead_forms import repository, rules, taking
from mewayz_crm.lead_forms.captchas import service as captchas
from mewayz_crm.lead_forms.events import LeadCaptured, OpenDeal, SubmissionCreated
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.schemas import LeadFormCreate
from mewayz_crm.lead_forms.submissions import repository as submissions
from mewayz_crm.lead_forms.submissions.models import LeadFormSubmission
from mewayz_crm.lists import service as lists
from mewayz_crm.pipelines.stages import service as stages
from mewayz_kit.errors import Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

forms = repository.forms
BATCH = 50


async def create(uow: UnitOfWork, data: LeadFormCreate) -> LeadForm:
    """A form that takes answers from now on."""
    values = _stored(uow, dict(data))
    await _refuse_beyond_lists(uow, values)
    row = LeadForm(**values)
    if (row.source == "social_form") != (row.form_id is not None):
        raise Unprocessable.field("/form_id", "invalid_value", "A form of social is named, and only by its source.")
    row.key = secrets.token_urlsafe(18) if row.source == "api" else None
    await _check(uow, row)
    return await forms.create(uow, row)


async def update(uow: UnitOfWork, row: LeadForm, patch: Any) -> LeadForm:
    """Change what becomes of answers to come."""
    values = _stored(uow, given(patch))
    await _refuse_beyond_lists(uow, values)
    if "captcha" in values and values["captcha"] is None:
        values |= {"captcha_site_key": None, "captcha_secret": None}
    async with forms.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
        await _check(uow, row)
    return row


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
    if form is not None and form.active and not tenant.features.isdisjoint(taking.FEATURES):
        await taking.take(uow, form, answers=rules.texts_of(answers), consent=consent, token=token)
    return None


def _stored(uow: UnitOfWork, values: dict[str, Any]) -> dict[str, Any]:
    """Values of a body as they are stored."""
    if values.get("list_ids") is not None:
        values["list_ids"] = [str(one) for one in values["list_ids"]]
    if values.get("captcha_secret") is not None:
        secret = values["captcha_secret"].get_secret_value()
        values["captcha_secret"] = captchas.sealed(uow.runtime.crypto, secret)
    return values


async def _refuse_beyond_lists(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """403 for what only `lead-forms` gives, where the workspace has `email-capture` alone."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)
    if rules.beyond_lists(values):
        tenant.require_feature(taking.FEATURE)


async def _check(uow: UnitOfWork, row: LeadForm) -> None:
    """422 for a mapping that leads nowhere, for lists and stages that are not there, and for half a captcha."""
    keys = row.captcha_site_key, row.captcha_secret
    if (row.captcha is None) != (keys == (None, None)) or (row.captcha is not None and None in keys):
        raise Unprocessable.field("/captcha", "invalid_value", "A captcha needs its provider and both of its keys.")
    if row.captcha is not None and row.source != "api":
        raise Unprocessable.field("/captcha", "invalid_value", "Forms of social have their own.")
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
    await forms.check_references(uow, {"pipeline_id": row.pipeline_id, "magnet_id": row.magnet_id})
