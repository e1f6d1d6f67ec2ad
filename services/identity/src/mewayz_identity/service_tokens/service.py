"""Swapping workload assertions for service tokens (after RFC 7523)."""

import base64
import re

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from mewayz_identity.signing_keys.service import KeyRing
from mewayz_kit.client import workload_secret
from mewayz_kit.config import decode_key
from mewayz_kit.errors import Unauthenticated
from mewayz_kit.service import Runtime

_NAME = re.compile(r"[a-z]{2,30}")
CLAIMS = jwt.JWTClaimsRegistry(
    leeway=5,
    aud={"essential": True, "value": "identity"},
    exp={"essential": True},
    iat={"essential": True},
)
"""Judged by the machine's own time, as the assertion was made (`mewayz_kit.client`)."""
LONGEST = 65
"""Seconds an assertion may live."""


async def swap(runtime: Runtime, assertion: str) -> str:
    """A service token for a good assertion. The name in it chooses the key, and only that service has the key."""
    name = _claimed_name(assertion)
    key = OctKey.import_key(workload_secret(decode_key(runtime.settings.workload_secret), name))
    try:
        token = jwt.decode(assertion, key, algorithms=["HS256"])
        CLAIMS.validate(token.claims)
    except (JoseError, ValueError) as error:
        raise _bad() from error
    claims = token.claims
    if not isinstance(claims.get("iat"), int) or not isinstance(claims.get("exp"), int):
        raise _bad()
    if claims["exp"] - claims["iat"] > LONGEST:
        raise _bad()
    return await runtime.part(KeyRing).service_token(name)


def _claimed_name(assertion: str) -> str:
    parts = assertion.split(".")
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        name = str(claims["iss"])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise _bad() from error
    if not _NAME.fullmatch(name):
        raise _bad()
    return name


def _bad() -> Unauthenticated:
    return Unauthenticated("invalid_assertion", "The workload assertion is not good.")
