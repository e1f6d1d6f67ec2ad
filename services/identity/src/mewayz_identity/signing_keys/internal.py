"""The public keys, for every verifier of our tokens."""

from typing import Any

from fastapi import Request, Response

from mewayz_identity.signing_keys.service import KeyRing
from mewayz_kit.auth import Anyone
from mewayz_kit.route import internal_router

router = internal_router()


@router.get("/jwks")
async def jwks(request: Request, response: Response, p: Anyone) -> dict[str, Any]:
    """The JWK set (RFC 7517) of access and service tokens; public keys need no credential."""
    response.headers["Cache-Control"] = "max-age=60"
    ring: KeyRing = request.app.state.runtime.part(KeyRing)
    # Who asks has just heard of a change, and keeps the answer for minutes: another process may have made it.
    ring.forget()
    return (await ring.keys()).jwks
