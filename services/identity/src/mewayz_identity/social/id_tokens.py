"""Checking what an OpenID provider says of somebody: its ID token (OpenID Connect Core §3.1.3.7)."""

from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from mewayz_identity.social.calls import Refused

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""Signatures by a private key only: `none` and shared secrets would let others write ID tokens."""
LEEWAY = 60


def check(token: Any, keys: KeySet, *, issuer: str, client_id: str, nonce: str | None, now: datetime) -> dict[str, Any]:
    """The claims of an ID token that was made for us, now and for this very question; `Refused` else.

    `{tenantid}` in `issuer` stands for the tenant that the token names (Microsoft).
    """
    try:
        claims = dict(jwt.decode(str(token), keys, algorithms=ALGORITHMS).claims)
        if "{tenantid}" in issuer:
            issuer = issuer.replace("{tenantid}", str(claims["tid"]))
        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        if nonce is not None:
            wanted["nonce"] = {"essential": True, "value": nonce}
        jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY, **wanted).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"the ID token is not acceptable: {type(error).__name__} {error}") from error
    audience = claims["aud"]
    azp = claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and azp is None) or azp not in {None, client_id}:
        raise Refused("the ID token was made for somebody else")
    return claims
