"""The cookie by which a browser proves that it has set out to a provider."""

from fastapi import Response

from mewayz_identity.edge import is_secure
from mewayz_kit.service import Runtime

SOCIAL_COOKIE = "mewayz_social"
SOCIAL_PATH = "/api/v1/identity"
SOCIAL_SECONDS = 900


def keep_browser(response: Response, runtime: Runtime, browser: str) -> None:
    """Let the browser keep its secret. `Lax`, since the provider's site sends it back to us."""
    response.set_cookie(
        SOCIAL_COOKIE,
        browser,
        max_age=SOCIAL_SECONDS,
        path=SOCIAL_PATH,
        secure=is_secure(runtime),
        httponly=True,
        samesite="lax",
    )
