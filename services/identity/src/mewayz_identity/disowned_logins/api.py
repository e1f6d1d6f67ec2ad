"""The route of disowned logins."""

from fastapi import Response

from mewayz_identity.disowned_logins import service
from mewayz_identity.disowned_logins.schemas import Disown
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/logins/disown", tag="disowned_logins")


@router.post("", status_code=204, openapi_extra=options(rate="auth", idempotency="none"))
async def create(data: Disown, p: Anonymous, uow: Uow) -> Response:
    """Say that it was not you: every session of the account ends, and a link for a new password is mailed.
    410 `link_closed` when it was used or is older than seven days."""
    await service.disown(uow, data.token)
    return Response(status_code=204)
