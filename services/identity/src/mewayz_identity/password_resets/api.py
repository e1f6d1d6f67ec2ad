"""Routes of password resets."""

from fastapi import Response

from mewayz_identity.password_resets import service
from mewayz_identity.password_resets.schemas import ResetConfirm, ResetRequest, ResetRequested
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/password-resets", tag="password_resets")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("", status_code=202, openapi_extra=CREDENTIAL)
async def create(data: ResetRequest, p: Anonymous, uow: Uow) -> ResetRequested:
    """Ask for a link by mail. The answer is the same for known and unknown addresses; the link is good for an hour
    and replaces earlier ones."""
    service.request(uow, data.email)
    return ResetRequested(status="accepted")


@router.post("/confirm", status_code=204, openapi_extra=CREDENTIAL)
async def confirm(data: ResetConfirm, p: Anonymous, uow: Uow) -> Response:
    """Set a new password. Every session ends; sign in afterwards (a second factor is asked for as always).

    410 `link_closed`, 422 `password_common`, `password_similar` or `password_reused` in `errors`.
    """
    await service.confirm(uow, data)
    return Response(status_code=204)
