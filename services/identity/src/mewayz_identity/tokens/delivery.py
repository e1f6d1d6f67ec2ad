"""How a grant reaches its client."""

from fastapi import Response

from mewayz_identity.devices.service import SeenDevice, cookie_name
from mewayz_identity.edge import set_device_cookie, set_refresh_cookie
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_identity.tokens.service import Grant
from mewayz_kit.uow import UnitOfWork


def deliver(uow: UnitOfWork, response: Response, grant: Grant, device: SeenDevice | None = None) -> TokensRead:
    """The answer of a sign-in: cookies for a browser, tokens in the body for an app."""
    native = grant.client == "native"
    if not native:
        set_refresh_cookie(response, uow.runtime, grant.refresh_token, grant.refresh_seconds, portal=grant.portal)
        if device is not None and device.token is not None:
            set_device_cookie(response, uow.runtime, cookie_name(uow, grant.user.id), device.token)
    response.headers["Cache-Control"] = "no-store"
    return TokensRead(
        access_token=grant.access_token,
        token_type="Bearer",  # noqa: S106 - the name of the scheme
        expires_in=grant.expires_in,
        refresh_token=grant.refresh_token if native else None,
        device_token=device.token if native and device is not None else None,
        user=grant.user,
    )
