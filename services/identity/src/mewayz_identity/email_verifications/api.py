"""Routes of e-mail verifications."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.email_verifications import service
from mewayz_identity.email_verifications.schemas import PendingVerification, Resend, Verified, Verify
from mewayz_identity.registrations import service as registrations
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.users import service as users
from mewayz_kit.auth import Anonymous, Person, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/email-verifications", tag="email_verifications")
mine = new_router("identity/me/verify-email", tag="me_verification")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("", openapi_extra=CREDENTIAL)
async def create(data: Verify, response: Response, visitor: Visiting, p: Anonymous, uow: Uow) -> Verified:
    """Prove control of an address by the mailed code or the token of the mailed link, in the browser flow that asked
    for it. The next access token says `email_verified`.

    401 `invalid_code`, 410 `verification_closed` after five wrong answers, an hour, or a newer mail.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    proven = await service.prove(uow, data, visitor)
    if not proven.payload:
        await service.verify_account(uow, proven)
        return Verified(status="verified", tokens=None)
    signed_in = await registrations.finish(uow, proven, visitor)
    return Verified(status="verified", tokens=deliver(uow, response, signed_in.grant, signed_in.device))


@router.post("/resend", status_code=202, openapi_extra=CREDENTIAL)
async def resend(data: Resend, p: Anonymous, uow: Uow) -> PendingVerification:
    """Another mail, with a new code and link; the earlier ones are void. At most five mails an hour are sent to one
    address. The answer is the same for flows that are not known."""
    return await service.resend(uow, data.flow)


@mine.post("", status_code=202, openapi_extra=options(rate="auth", idempotency="none", no_impersonation=True))
async def start(p: Person, uow: Uow) -> PendingVerification:
    """A new mail for your own address, when the flow of the registration is lost; earlier codes and links are void.
    409 `email_already_verified`."""
    return await service.ask_again(uow, await users.get(uow, uow.user_id))
