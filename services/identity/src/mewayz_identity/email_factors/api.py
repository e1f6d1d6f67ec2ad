"""Routes of e-mail factors."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.credentials import removal
from mewayz_identity.email_factors import enrolment, service
from mewayz_identity.email_factors.schemas import EmailFactorAdded, EmailFactorList
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

router = new_router("identity/email-factors")
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True)
Fresh = Annotated[Principal, account(step_up=True)]


@router.get("")
async def list_factors(p: Person, uow: Uow) -> EmailFactorList:
    """Whether codes by mail are a second factor of your account."""
    found = await service.of_user(uow, uow.user_id)
    return EmailFactorList(items=await service.RECORDS.show_rows(uow, [found] if found else []))


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(response: Response, p: Fresh, uow: Uow) -> EmailFactorAdded:
    """Let every sign-in ask for a code that is mailed to you. An authenticator or a passkey protects better: whoever
    reads your mail can also reset your password.

    403 `step_up_required`, `email_not_verified`, 409 `email_factor_active`.
    """
    response.headers["Cache-Control"] = "no-store"
    return await enrolment.add(uow)


@router.delete("/{factor_id}", status_code=204, openapi_extra=GUARDED)
async def delete(factor_id: Id, p: Fresh, uow: Uow) -> Response:
    """Ask for no code by mail any more. 403 `step_up_required`, 409 `mfa_required` when it is the last
    second factor and one is demanded of you."""
    await removal.remove(uow, factor_id, kind="email_code")
    return Response(status_code=204)
