"""The route of step-ups."""

from fastapi import Response

from mewayz_identity.edge import Visiting
from mewayz_identity.step_ups import service
from mewayz_identity.step_ups.schemas import SteppedUp, StepUp, StepUpAsk, StepUpAsked
from mewayz_kit.auth import Person, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/step-ups")
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True, while_leaving=True)


@router.post("", openapi_extra=GUARDED)
async def create(data: StepUp, response: Response, visitor: Visiting, p: Person, uow: Uow) -> SteppedUp:
    """Prove again that it is you; routes that ask for it (403 `step_up_required`) then work for ten minutes with the
    new access token.

    401 `invalid_credentials` or `challenge_closed`, 403 `second_factor_required` when the account has one and a
    password was sent, 429 `too_many_attempts`.
    """
    response.headers["Cache-Control"] = "no-store"
    return await service.step_up(uow, data, visitor)


@router.post("/options", openapi_extra=GUARDED)
async def ask(data: StepUpAsk, p: Person, uow: Uow) -> StepUpAsked:
    """What a passkey has to sign, or a mail with a code, for the step-up that follows. People with neither password
    nor second factor prove themselves by a mailed code. 409 `factor_not_enrolled`, 429 `too_many_attempts`."""
    return await service.ask(uow, data)
