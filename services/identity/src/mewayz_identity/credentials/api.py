"""Routes of credentials, authenticators and recovery codes."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.credentials import listing, removal, service
from mewayz_identity.credentials.schemas import CredentialList, CredentialRead, CredentialUpdate
from mewayz_identity.edge import Visiting
from mewayz_identity.recovery_codes.schemas import RecoveryCodes
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_identity.totp_credentials.schemas import (
    TotpConfirm,
    TotpConfirmed,
    TotpCreate,
    TotpEnrolment,
    TotpRead,
)
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Output
from mewayz_kit.tokens import Principal

everything = new_router("identity/credentials")
totp = new_router("identity/totp-credentials")
recovery = new_router("identity/recovery-codes")
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True)
Fresh = Annotated[Principal, account(step_up=True)]


class TotpList(Output):
    """Your authenticators."""

    items: list[TotpRead]


@everything.get("")
async def list_credentials(p: Person, uow: Uow) -> CredentialList:
    """Everything you can sign in with."""
    return CredentialList(items=await listing.listed(uow))


@everything.patch("/{credential_id}", openapi_extra=options(no_impersonation=True))
async def rename(credential_id: Id, data: CredentialUpdate, p: Person, uow: Uow) -> CredentialRead:
    """Name an authenticator or a passkey."""
    return await listing.rename(uow, credential_id, data.name)


@everything.delete("/{credential_id}", status_code=204, openapi_extra=GUARDED)
async def remove(credential_id: Id, p: Fresh, uow: Uow) -> Response:
    """Delete a way to sign in, of whatever kind. With the last second factor the recovery codes go.

    403 `step_up_required`, 409 `last_credential` when nothing would be left to sign in with, `mfa_required` when a
    second factor is demanded of you and this is the last one.
    """
    await removal.remove(uow, credential_id)
    return Response(status_code=204)


@totp.get("")
async def list_totp(p: Person, uow: Uow) -> TotpList:
    """Your authenticators, pending and active; never their secrets."""
    return TotpList(items=await totp_credentials.listed(uow, uow.user_id))


@totp.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: TotpCreate, response: Response, p: Fresh, uow: Uow) -> TotpEnrolment:
    """A new authenticator; `secret` and `otpauth_uri` are shown this once. It protects nothing until confirmed.
    403 `step_up_required`, 409 `totp_already_active`."""
    response.headers["Cache-Control"] = "no-store"
    return await service.enrol_totp(uow, data.name)


@totp.post("/{credential_id}/confirm", openapi_extra=GUARDED)
async def confirm(
    credential_id: Id, data: TotpConfirm, response: Response, visitor: Visiting, p: Person, uow: Uow
) -> TotpConfirmed:
    """Show the first code. From now on every sign-in asks for a code; keep the recovery codes, they are shown this
    once. This session counts as proven (`aal` 2) with the next access token.

    401 `invalid_code`, 404, 409 `invalid_transition`, 429 `too_many_attempts`.
    """
    response.headers["Cache-Control"] = "no-store"
    return await service.confirm_totp(uow, credential_id, data.code, visitor)


@totp.delete("/{credential_id}", status_code=204, openapi_extra=GUARDED)
async def delete(credential_id: Id, p: Fresh, uow: Uow) -> Response:
    """Delete an authenticator; with the last second factor the recovery codes go. 403 `step_up_required`, 409
    `mfa_required` when one is demanded of you."""
    await removal.remove(uow, credential_id, kind="totp")
    return Response(status_code=204)


@recovery.post("/regenerate", openapi_extra=GUARDED)
async def regenerate(response: Response, p: Fresh, uow: Uow) -> RecoveryCodes:
    """Ten new recovery codes, shown this once; all earlier ones are void. 403 `step_up_required`, 409
    `mfa_not_enrolled`."""
    response.headers["Cache-Control"] = "no-store"
    return RecoveryCodes(recovery_codes=await service.regenerate_codes(uow))
