"""Routes of refresh tokens."""

from fastapi import Response

from mewayz_identity.edge import Visiting, cookie_token, drop_refresh_cookie, is_portal
from mewayz_identity.tokens import service
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import Refresh, TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.errors import Unauthenticated
from mewayz_kit.route import new_router, options

router = new_router("identity/public/tokens", tag="tokens")
CREDENTIAL = options(rate="auth", idempotency="none")


@router.post("/refresh", openapi_extra=CREDENTIAL)
async def refresh(
    response: Response, visitor: Visiting, p: Anonymous, uow: Uow, data: Refresh | None = None
) -> TokensRead:
    """Swap a refresh token for a new access token and a new refresh token.

    Two requests with the same token within 20 seconds get the *same* successor; any later use of a swapped token
    ends the session. Browsers send no token in the body but the header `Mewayz-Client`, and their `Origin`
    counts; a page of a portal sends `Mewayz-Client: portal`. 401 `invalid_refresh_token`, `session_ended` or
    `refresh_reused`.
    """
    token = (data and data.refresh_token) or cookie_token(uow.runtime, visitor)
    if token is None:
        raise Unauthenticated("invalid_refresh_token", "There is no refresh token.")
    return deliver(uow, response, await service.refresh(uow, token, visitor))


@router.post("/revoke", status_code=204, openapi_extra=CREDENTIAL)
async def revoke(visitor: Visiting, p: Anonymous, uow: Uow, data: Refresh | None = None) -> Response:
    """Sign out: the session of this refresh token ends. Unknown tokens are answered the same (RFC 7009)."""
    token = (data and data.refresh_token) or cookie_token(uow.runtime, visitor)
    if token is not None:
        await service.revoke(uow, token)
    response = Response(status_code=204)
    drop_refresh_cookie(response, uow.runtime, portal=is_portal(visitor))
    return response
