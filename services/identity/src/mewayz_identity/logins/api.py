"""Routes of logins."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.logins import second_step, service
from mewayz_identity.logins.schemas import CodeSent, Login, LoginProof, MfaRequired
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/logins", tag="logins")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("", openapi_extra=CREDENTIAL)
async def create(
    data: Login, response: Response, visitor: Visiting, p: Anonymous, uow: Uow
) -> TokensRead | MfaRequired:
    """Sign in with address and password: tokens, or `mfa_required` with a challenge.

    401 `invalid_credentials` (the same for unknown addresses), 403 `account_disabled`, 429 `too_many_attempts`
    after ten failures in 15 minutes, which opens by itself.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    result = await service.log_in(uow, data, visitor)
    if isinstance(result, MfaRequired):
        return result
    return deliver(uow, response, result.grant, result.device)


@router.post("/{challenge}/verify", openapi_extra=CREDENTIAL)
async def verify(
    challenge: str, data: LoginProof, response: Response, visitor: Visiting, p: Anonymous, uow: Uow
) -> TokensRead:
    """Prove the second factor of a sign-in (`factor`): a code of the authenticator or of the mail, a passkey, or a
    recovery code.

    401 `invalid_code` (five tries per challenge), `challenge_closed` when it is used, void or older than ten
    minutes; 429 `too_many_attempts`.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    result = await second_step.verify(uow, challenge, data, visitor)
    return deliver(uow, response, result.grant, result.device)


@router.post("/{challenge}/send-code", status_code=202, openapi_extra=CREDENTIAL)
async def send_code(challenge: str, visitor: Visiting, p: Anonymous, uow: Uow) -> CodeSent:
    """Mail a code to the address of the account, where codes by mail are among the `factors` of this sign-in.

    401 `challenge_closed`, 409 `factor_not_enrolled`, 429 `too_many_attempts` after five mails in an hour.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    return await second_step.send_code(uow, challenge)
