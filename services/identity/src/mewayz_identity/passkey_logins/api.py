"""Routes of signing in by a passkey."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.passkey_logins import service
from mewayz_identity.passkey_logins.schemas import PasskeyLogin
from mewayz_identity.passkeys.schemas import PasskeyOptions
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/passkeys", tag="passkey_logins")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("/options", openapi_extra=CREDENTIAL)
async def ask(response: Response, p: Anonymous, uow: Uow) -> PasskeyOptions:
    """What `navigator.credentials.get` needs to sign somebody in, whoever it is."""
    response.headers["Cache-Control"] = "no-store"
    return await service.ask(uow)


@router.post("/logins", openapi_extra=CREDENTIAL)
async def create(data: PasskeyLogin, response: Response, visitor: Visiting, p: Anonymous, uow: Uow) -> TokensRead:
    """Sign in by a passkey. Its authenticator must have verified its owner, so no second factor is asked for.

    401 `invalid_passkey` (unknown, wrong, a copy, or without verification of its owner), `challenge_closed`; 403
    `account_disabled`; 429 `too_many_attempts`.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    result = await service.log_in(uow, data, visitor)
    return deliver(uow, response, result.grant, result.device)
