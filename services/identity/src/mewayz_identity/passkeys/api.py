"""Routes of the caller's passkeys."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.credentials import removal
from mewayz_identity.passkeys import enrolment, service
from mewayz_identity.passkeys.schemas import PasskeyAdded, PasskeyCreate, PasskeyOptions, PasskeyRead, PasskeyUpdate
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/passkeys")
RULES = ListRules(service.Passkey, tuple(PasskeyRead.model_fields), sort=("created_at", "last_used_at"))
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True)
Fresh = Annotated[Principal, account(step_up=True)]


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[PasskeyRead])
async def list_passkeys(request: Request, p: Person, uow: Uow) -> Response:
    """Your passkeys."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("/options", openapi_extra=GUARDED)
async def ask(response: Response, p: Fresh, uow: Uow) -> PasskeyOptions:
    """What `navigator.credentials.create` needs for a new passkey. 403 `step_up_required`."""
    response.headers["Cache-Control"] = "no-store"
    return await enrolment.ask(uow)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: PasskeyCreate, response: Response, p: Fresh, uow: Uow) -> PasskeyAdded:
    """Keep a new passkey. It signs you in without a password where it asks for PIN, finger or face, and is a second
    factor: from now on a sign-in with the password asks for it.

    401 `invalid_passkey`, 403 `step_up_required`, 409 `passkey_known`, 410 `flow_closed`.
    """
    response.headers["Cache-Control"] = "no-store"
    added = await enrolment.add(uow, data)
    response.headers["Location"] = f"/api/v1/identity/passkeys/{added.id}"
    return added


@router.get("/{passkey_id}")
async def get(passkey_id: Id, p: Person, uow: Uow) -> PasskeyRead:
    """One of your passkeys."""
    return await service.RECORDS.read_one(uow, passkey_id)


@router.patch("/{passkey_id}", openapi_extra=options(no_impersonation=True))
async def rename(passkey_id: Id, data: PasskeyUpdate, p: Person, uow: Uow) -> PasskeyRead:
    """Name a passkey."""
    return await service.RECORDS.show_one(uow, await service.rename(uow, passkey_id, data.name))


@router.delete("/{passkey_id}", status_code=204, openapi_extra=GUARDED)
async def delete(passkey_id: Id, p: Fresh, uow: Uow) -> Response:
    """Delete a passkey. 403 `step_up_required`, 409 `last_credential`, `mfa_required` when it is the
    last second factor and one is demanded of you."""
    await removal.remove(uow, passkey_id, kind="passkey")
    return Response(status_code=204)
