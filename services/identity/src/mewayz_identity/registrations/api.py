"""Routes of registrations."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.registrations import service
from mewayz_identity.registrations.schemas import Registered, Registration, VerificationSent
from mewayz_identity.tokens.delivery import deliver
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/registrations", tag="registrations")


@router.post("", status_code=201, openapi_extra=options(rate="auth", idempotency="none"))
async def create(
    data: Registration, response: Response, visitor: Visiting, p: Anonymous, uow: Uow
) -> Registered | VerificationSent:
    """Make an account. 201 with tokens at once, or 202 `verification_sent` for everybody where the operator wants
    addresses proven first.

    403 `registration_closed`, 409 `email_taken`, 422 `password_common`, `password_similar` or
    `email_domain_denied` in `errors`, 429 `too_many_attempts` after five taken addresses in an hour.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    signed_in, verification = await service.register(uow, data, visitor)
    if signed_in is None:
        response.status_code = 202
        return VerificationSent(status="verification_sent", verification=verification)
    answer = deliver(uow, response, signed_in.grant, signed_in.device)
    return Registered(**dict(answer), verification=verification)
