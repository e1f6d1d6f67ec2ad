"""Routes of the caller's own account."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.me import service
from mewayz_identity.me.schemas import ChangePassword, MeRead, MeUpdate
from mewayz_identity.users import service as users
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

router = new_router("identity/me")


@router.get("", openapi_extra=options(while_leaving=True))
async def get(response: Response, p: Person, uow: Uow) -> MeRead:
    """Your account, with its `ETag`. `mfa.recovery_codes_low` asks for new recovery codes."""
    shown = await service.show(uow, await users.get(uow, uow.user_id))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.patch("", openapi_extra=options(no_impersonation=True, while_leaving=True))
async def update(data: MeUpdate, response: Response, p: Person, uow: Uow, if_match: IfMatch = None) -> MeRead:
    """Change name, user name, locale, time zone or preferences. 409 `username_taken`."""
    shown = await service.update(uow, data, if_match)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.post(
    "/change-password",
    status_code=204,
    openapi_extra=options(rate="auth", idempotency="none", no_impersonation=True, while_leaving=True),
)
async def change_password(data: ChangePassword, p: Annotated[Principal, account(step_up=True)], uow: Uow) -> Response:
    """Set a new password. Every other session ends. 401 `invalid_credentials`, 403 `step_up_required`, 422
    `password_common`, `password_similar` or `password_reused` in `errors`."""
    await service.change_password(uow, data)
    return Response(status_code=204)
