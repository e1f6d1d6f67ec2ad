"""Answers that pages and servers post to API forms."""

from collections.abc import Mapping

from mewayz_crm.lead_forms import repository, rules, taking
from mewayz_crm.lead_forms.captchas import service as captchas
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.schemas import Answers
from mewayz_crm.lead_forms.submissions import repository as submissions
from mewayz_kit.errors import Forbidden, NotFound, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork


async def find(uow: UnitOfWork, *, key: str, origin: str | None) -> LeadForm:
    """The form behind a key. 404 for a key that leads nowhere, 403 for a page that may not post."""
    async with uow.apart(writes=False) as reading:
        form: LeadForm | None = await repository.by_key(reading, key)
        if form is None or not form.active or await is_erased(reading, "workspace", form.workspace_id):
            raise NotFound(detail="There is no such form.")
    if origin is not None and origin.lower() not in form.allowed_origins:
        raise Forbidden("origin_not_allowed", "Pages of that origin may not post to this form.")
    return form


async def receive(uow: UnitOfWork, form: LeadForm, data: Answers) -> None:
    """Take answers to a form. 422 for an address that is none; what a machine has filled in is dropped without a word.

    The captcha is checked while no transaction is open. Answers with a token that is there already pass without one:
    a captcha is good once, and whoever repeats a call has used theirs.
    """
    tenant = await uow.runtime.tenants.get(form.workspace_id)
    tenant.refuse_when_closed(uow.principal, None)
    tenant.require_feature(taking.FEATURES)
    try:
        rules.read(form.mapping, data.answers)
    except rules.Unreadable as error:
        raise Unprocessable.field(f"/answers/{error.key}", "invalid_value", f"It {error}.") from error
    if data.homepage:
        return
    token = f"api:{data.token or new_id()}"
    if form.captcha is not None:
        async with uow.apart(writes=False) as reading, reading.within(workspace_id=form.workspace_id):
            known = await submissions.is_there(reading, form.id, token)
        if known:
            return
        await captchas.check(uow.runtime, form, data.captcha)
    async with uow.within(workspace_id=form.workspace_id):
        answers, present = dict(data.answers), await uow.find(LeadForm, form.id)
        if present is not None:
            await taking.take(uow, present, answers=answers, consent=data.consent, token=token)


def allowing(origin: str | None) -> Mapping[str, str]:
    """What lets a page of this origin, which may post, read the answer (WHATWG Fetch, 3.3)."""
    return {} if origin is None else {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}


async def preflight(uow: UnitOfWork, *, key: str, origin: str | None) -> Mapping[str, str]:
    """What a page may send to a form; nothing for a page that may not post, or a key that leads nowhere."""
    try:
        await find(uow, key=key, origin=origin)
    except (Forbidden, NotFound):
        return {"Vary": "Origin"}
    methods = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "content-type"}
    return {**allowing(origin), **methods, "Access-Control-Max-Age": "600"} if origin else {}
