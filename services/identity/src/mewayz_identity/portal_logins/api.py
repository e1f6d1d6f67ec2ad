"""Routes of portal logins."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.logins.schemas import MfaRequired
from mewayz_identity.portal_logins import service
from mewayz_identity.portal_logins.schemas import CodeMailed, PortalLogin, PortalProof
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/portal-logins", tag="portal_logins")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("", status_code=202, openapi_extra=CREDENTIAL)
async def create(data: PortalLogin, visitor: Visiting, p: Anonymous, uow: Uow) -> CodeMailed:
    """Have a code mailed that opens the portal of one workspace: courses, orders, bookings of the person. The answer is
    the same for every address; at most five mails an hour leave for one. 404 for an unknown workspace."""
    refuse_foreign_origin(uow.runtime, visitor)
    return await service.ask(uow, data, visitor)


@router.post("/verify", openapi_extra=CREDENTIAL)
async def verify(
    data: PortalProof, response: Response, visitor: Visiting, p: Anonymous, uow: Uow
) -> TokensRead | MfaRequired:
    """Show the code: tokens that open this portal and nothing else, or `mfa_required` where a second factor protects
    the account (then `POST /public/logins/{challenge}/verify`). A newcomer gets an account without a password.

    Browsers refresh with the header `Mewayz-Client: portal`. 401 `invalid_code`, 403 `account_disabled`, 410
    `verification_closed`, 429 `too_many_attempts`.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    result = await service.verify(uow, data, visitor)
    if isinstance(result, MfaRequired):
        return result
    return deliver(uow, response, result.grant, result.device)
