"""Apple's client secret: a short JWT, signed by the key that Apple has given the operator."""

from datetime import datetime

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_kit.errors import Unavailable

LIFE_SECONDS = 300


def client_secret(row: IdentityProvider, pem: str, *, now: datetime) -> str:
    """The secret for the next five minutes (Apple: “Creating a client secret”)."""
    issued = int(now.timestamp())
    claims = {"iss": row.team_id, "sub": row.client_id, "aud": row.issuer, "iat": issued, "exp": issued + LIFE_SECONDS}
    try:
        return jwt.encode({"alg": "ES256", "kid": row.key_id}, claims, ECKey.import_key(pem), algorithms=["ES256"])
    except (JoseError, ValueError, TypeError) as error:
        raise Unavailable("provider_unavailable", "The stored key is no private key for ES256.") from error
