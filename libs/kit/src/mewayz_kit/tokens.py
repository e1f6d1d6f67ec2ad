"""Internal tokens: how a service knows who is calling, without asking anyone.

The gateway swaps the public credential for a short Ed25519 JWT (`typ=internal+jwt`, at most 60 s); a service
acting on its own gets one from identity. RFC 8725 applies: one algorithm, the `typ` is checked, and only keys of
the two known issuers count, never one named by the token itself.
"""

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from mewayz_kit.errors import Unauthenticated
from mewayz_kit.permissions import allows

ALGORITHM = "Ed25519"
AUDIENCE = "mewayz-internal"
TYPE = "internal+jwt"
LIFETIME = 60
ISSUERS = ("mewayz-gateway", "mewayz-identity")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts. `kind` is member, key, account, portal, staff, public or service.

    `id` is a user id, key id, `anonymous` or a service name; `user_id` is the person behind it, if there is one;
    `actor_id` is the staff member who impersonates that person.
    """

    kind: str
    id: str
    workspace_id: UUID | None = None
    user_id: UUID | None = None
    role: str | None = None
    permissions: frozenset[str] = frozenset()
    plan_version: int = 0
    actor_id: UUID | None = None
    session_id: UUID | None = None
    email_verified: bool = False
    aal: int = 0
    auth_time: int = 0
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def can(self, permission: str) -> bool:
        """Whether the credential grants `permission` (`service.noun:verb`)."""
        return allows(self.permissions, permission)


ANONYMOUS = Principal(kind="public", id="anonymous")


def service_principal(name: str, workspace_id: UUID | None = None) -> Principal:
    """The service itself, acting in a job or an event handler."""
    return Principal(kind="service", id=name, workspace_id=workspace_id, permissions=frozenset({"*:*"}))


def thumbprint_key(private: OKPKey) -> OKPKey:
    """The same key with its RFC 7638 thumbprint as `kid`."""
    private.ensure_kid()
    return private


class TokenSigner:
    """Signs internal tokens as one issuer."""

    def __init__(self, key: OKPKey, issuer: str) -> None:
        self._key = thumbprint_key(key)
        self._issuer = issuer

    def sign(self, claims: Mapping[str, Any], *, now: int | None = None) -> str:
        """A token with `claims`, good for 60 seconds. `None` claims are left out."""
        issued = int(time.time()) if now is None else now
        payload = {name: value for name, value in claims.items() if value is not None}
        payload |= {"iss": self._issuer, "aud": AUDIENCE, "iat": issued, "exp": issued + LIFETIME}
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self._key.kid}
        return jwt.encode(header, payload, self._key, algorithms=[ALGORITHM])

    def jwks(self) -> dict[str, Any]:
        """The public half, as a JWK set."""
        return {"keys": [self._key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM}]}


class TokenVerifier:
    """Checks internal tokens and remembers each good one until it expires."""

    def __init__(self, keys: Callable[[str], KeySet], *, now: Callable[[], float] = time.time) -> None:
        """`keys(issuer)` answers the present key set of that issuer; it is asked again for an unknown `kid`."""
        self._keys = keys
        self._now = now
        self._seen: dict[str, tuple[float, Principal]] = {}

    def verify(self, token: str) -> Principal:
        """The principal of `token`, or `Unauthenticated`."""
        now = self._now()
        known = self._seen.get(token)
        if known and known[0] > now:
            return known[1]
        claims = self._decode(token)
        if claims.get("aud") != AUDIENCE or not isinstance(claims.get("exp"), int) or claims["exp"] <= now:
            raise Unauthenticated("invalid_internal_token", "The internal token is expired or not for us.")
        if claims["exp"] - now > LIFETIME + 5:
            raise Unauthenticated("invalid_internal_token", "The internal token lives too long.")
        principal = principal_of(claims)
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[token] = (float(claims["exp"]), principal)
        return principal

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            issuer = unverified_issuer(token)
            decoded = jwt.decode(token, self._keys(issuer), algorithms=[ALGORITHM])
        except (JoseError, ValueError, KeyError) as error:
            raise Unauthenticated("invalid_internal_token", "The internal token is not valid.") from error
        if decoded.header.get("typ") != TYPE or decoded.claims.get("iss") != issuer:
            raise Unauthenticated("invalid_internal_token", "The internal token is of another kind.")
        return decoded.claims


def unverified_issuer(token: str) -> str:
    """The issuer a token names, only to choose whose keys to check it with; raises ValueError for a stranger."""

    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("not a JWT")
    claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    issuer = claims.get("iss")
    if issuer not in ISSUERS:
        raise ValueError("unknown issuer")
    return str(issuer)


def principal_of(claims: Mapping[str, Any]) -> Principal:
    """The principal that verified claims describe."""
    kind = str(claims["kind"])
    user = claims.get("user") or (claims["sub"] if kind in {"member", "account", "staff", "portal"} else None)
    return Principal(
        kind=kind,
        id=str(claims["sub"]),
        workspace_id=UUID(claims["ws"]) if claims.get("ws") else None,
        user_id=UUID(user) if user else None,
        role=claims.get("role"),
        permissions=frozenset(str(claims.get("scope", "")).split()),
        plan_version=int(claims.get("pv", 0)),
        actor_id=UUID(claims["act"]) if claims.get("act") else None,
        session_id=UUID(claims["sid"]) if claims.get("sid") else None,
        email_verified=bool(claims.get("ev", False)),
        aal=int(claims.get("aal", 0)),
        auth_time=int(claims.get("auth_time", 0)),
        claims=claims,
    )
