"""What a request tells about its client, and how tokens go back to it: cookies for browsers, bodies for apps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from mewayz_identity.settings import IdentitySettings
from mewayz_kit.errors import Forbidden
from mewayz_kit.service import Runtime

Client = Literal["browser", "native"]
REFRESH_COOKIE = "mewayz_refresh"
PORTAL_COOKIE = "mewayz_portal_refresh"
"""Of its own, so that a buyer's sign-in does not end the session of the same person in the back office."""
REFRESH_PATH = "/api/v1/identity/public/tokens"
DEVICE_COOKIE = "mewayz_device_"
DEVICE_PATH = "/api/v1/identity/public"
DEVICE_SECONDS = 400 * 86_400
"""The longest life browsers give a cookie (RFC 6265bis)."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The client side of one request; every text here is the client's claim, except `ip`."""

    ip: str | None
    user_agent: str
    cookies: Mapping[str, str]
    origin: str | None
    client_header: str | None


def visitor_of(request: Request) -> Visitor:
    """The visitor of a request that the gateway forwarded."""
    headers = request.headers
    return Visitor(
        ip=headers.get("mewayz-internal-client-ip"),
        user_agent=headers.get("user-agent", "")[:300],
        cookies=request.cookies,
        origin=headers.get("origin"),
        client_header=headers.get("mewayz-client"),
    )


Visiting = Annotated[Visitor, Depends(visitor_of)]


def settings_of(runtime: Runtime) -> IdentitySettings:
    """Identity's own settings."""
    settings = runtime.settings
    if not isinstance(settings, IdentitySettings):
        raise TypeError("identity runs with IdentitySettings")
    return settings


def refuse_foreign_origin(runtime: Runtime, visitor: Visitor) -> None:
    """403 when a page of another origin sends this: signing somebody in from afar is an attack (login CSRF)."""
    if visitor.origin is not None and visitor.origin not in origins(runtime):
        raise Forbidden("origin_refused", "This origin may not sign people in here.")


def cookie_token(runtime: Runtime, visitor: Visitor) -> str | None:
    """The refresh token of the cookie. A cookie comes along unasked, so the request must prove that our own page
    made it: by its `Origin` and by a header that no form or image can send."""
    token = visitor.cookies.get(refresh_cookie(portal=is_portal(visitor)))
    if token is None:
        return None
    if visitor.client_header is None:
        raise Forbidden("client_header_missing", "Send the header Mewayz-Client with the refresh cookie.")
    if visitor.origin not in origins(runtime):
        raise Forbidden("origin_refused", "The refresh cookie works only from our own pages.")
    return token


def is_portal(visitor: Visitor) -> bool:
    """Whether a page of a portal asks (`Mewayz-Client: portal`)."""
    return visitor.client_header == "portal"


def refresh_cookie(*, portal: bool) -> str:
    """The name of the cookie that holds the refresh token."""
    return PORTAL_COOKIE if portal else REFRESH_COOKIE


def set_refresh_cookie(response: Response, runtime: Runtime, token: str, max_age: int, *, portal: bool) -> None:
    """Hand a refresh token to a browser where no script can read it."""
    response.set_cookie(
        refresh_cookie(portal=portal),
        token,
        max_age=max_age,
        path=REFRESH_PATH,
        secure=is_secure(runtime),
        httponly=True,
        samesite="strict",
    )


def drop_refresh_cookie(response: Response, runtime: Runtime, *, portal: bool) -> None:
    """Make the browser forget its refresh token."""
    response.delete_cookie(
        refresh_cookie(portal=portal), path=REFRESH_PATH, secure=is_secure(runtime), httponly=True, samesite="strict"
    )


def set_device_cookie(response: Response, runtime: Runtime, name: str, token: str) -> None:
    """Make this browser a known device of one user."""
    response.set_cookie(
        name,
        token,
        max_age=DEVICE_SECONDS,
        path=DEVICE_PATH,
        secure=is_secure(runtime),
        httponly=True,
        samesite="strict",
    )


def page_url(runtime: Runtime, path: str) -> str:
    """The address of one of our pages, for mails."""
    return runtime.settings.public_url.rstrip("/") + path


def is_secure(runtime: Runtime) -> bool:
    """Whether cookies leave over TLS only."""
    return not runtime.settings.public_url.startswith("http://")


def origins(runtime: Runtime) -> set[str]:
    """Our own web origins: the public one, and those the operator names."""
    parts = urlsplit(runtime.settings.public_url)
    return {f"{parts.scheme}://{parts.netloc}", *settings_of(runtime).allowed_origins}
