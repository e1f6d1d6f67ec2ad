"""Which credential came with a request, and is it good: access tokens, API keys, stream tickets.

Access tokens follow RFC 9068 and RFC 8725: one algorithm, `typ`, issuer and audience are checked, and only a key
of identity's published set verifies, chosen by `kid` alone. What else a token's header names (`jwk`, `jku`,
`x5u`) is never looked at.
"""

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from mewayz_gateway.cache import Remembered
from mewayz_gateway.internal import InternalCalls
from mewayz_gateway.settings import Network
from mewayz_kit.clock import Clock
from mewayz_kit.errors import Forbidden, Unauthenticated, Unavailable
from mewayz_kit.tokens import ALGORITHM

TYPE = "at+jwt"
AUDIENCES = {"mewayz": "person", "portal": "portal"}
KEY_PREFIX = "mwz_"
ACCESS_LIFETIME = 900.0
LEEWAY = 5.0
"""Seconds two machines' clocks may differ."""
REFETCH_SECONDS = 5.0
KEYS_SECONDS = 600.0
MAX_SEEN = 20_000
MAX_TOKEN = 8192


@dataclass(eq=False, slots=True)
class Credential:
    """A checked credential. `kind`: person, key or portal; `workspace`: the only one it is good for, if bound.

    `minted` keeps the internal tokens made from it, so they are forgotten together.
    """

    kind: str
    subject: str
    user: str | None = None
    session: str | None = None
    workspace: str | None = None
    scopes: frozenset[str] = frozenset()
    allowed: tuple[Network, ...] = ()
    email_verified: bool = False
    aal: int = 0
    auth_time: int = 0
    actor: str | None = None
    terms_pending: bool = False
    mfa_missing: bool = False
    leaving: bool = False
    staff: frozenset[str] = frozenset()
    staff_enrol: bool = False
    staff_networks: tuple[Network, ...] = ()
    expires: float = float("inf")
    minted: dict[tuple[str, str | None], Any] = field(default_factory=dict, repr=False)

    @property
    def tag(self) -> str:
        """What a revocation names: the session or the key."""
        return f"session:{self.session}" if self.session else f"key:{self.subject}"


class KeyRing:
    """Identity's public keys: fetched when first needed, at most 10 minutes old, an unknown `kid` asks again."""

    def __init__(self, calls: InternalCalls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock
        self._keys: dict[str, OKPKey] = {}
        self._fetched = self._tried = -math.inf
        self.document: dict[str, Any] = {"keys": []}

    async def key(self, kid: str) -> OKPKey:
        """The key of that id, or `Unauthenticated`; strangers cause at most one question in five seconds."""
        now = self._clock.monotonic()
        unknown = kid not in self._keys and now - self._tried >= REFETCH_SECONDS
        if unknown or now - self._fetched >= KEYS_SECONDS:
            await self.fetch()
        try:
            return self._keys[kid]
        except KeyError:
            raise Unauthenticated("invalid_token", "The access token is signed by an unknown key.") from None

    async def fetch(self) -> None:
        """Ask identity for its present keys."""
        self._tried = self._clock.monotonic()
        document = await self._calls.get("identity", "/jwks")
        if not document:
            raise Unavailable(detail="identity publishes no keys.")
        self._keys = {
            entry["kid"]: OKPKey.import_key(entry)
            for entry in document["keys"]
            if entry.get("kty") == "OKP" and entry.get("crv") == "Ed25519" and entry.get("kid")
        }
        self.document = document
        self._fetched = self._clock.monotonic()

    async def published(self) -> dict[str, Any]:
        """The whole key set, for `/.well-known/jwks.json`."""
        if self._clock.monotonic() - self._fetched >= KEYS_SECONDS:
            await self.fetch()
        return self.document

    def expire(self) -> None:
        """Fetch again before the next use."""
        self._fetched = self._tried = -math.inf


class Credentials:
    """Checks credentials and remembers the good ones."""

    def __init__(self, calls: InternalCalls, ring: KeyRing, *, issuer: str, clock: Clock) -> None:
        self._calls = calls
        self._ring = ring
        self._issuer = issuer
        self._clock = clock
        self._seen: dict[str, Credential] = {}
        self._keys: Remembered[str, Credential] = Remembered(self._introspect, fresh=30.0, absent=5.0)
        self._revoked: dict[str, float] = {}

    async def bearer(self, token: str) -> Credential:
        """The credential behind a bearer token, or `Unauthenticated`."""
        credential = self._seen.get(token)
        if credential is None:
            if token.startswith(KEY_PREFIX):
                return await self._key(token)
            credential = await self._verify(token)
            self._remember(token, credential)
        if credential.expires + LEEWAY <= self._clock.now().timestamp():
            self._seen.pop(token, None)
            raise Unauthenticated("token_expired", "The access token has expired.")
        if credential.session in self._revoked:
            self._seen.pop(token, None)
            raise Unauthenticated("session_revoked", "The session has been ended.")
        return credential

    async def ticket(self, ticket: str) -> Credential:
        """The person behind a stream ticket, which works once and must be used within 30 seconds."""
        if not ticket.isascii() or not ticket.replace("-", "").replace("_", "").isalnum() or len(ticket) > 256:
            raise Unauthenticated("invalid_ticket", "The stream ticket is not valid.")
        answer = await self._calls.post("identity", f"/stream-tickets/{ticket}/consume")
        if answer is None or answer.get("session_id") in self._revoked:
            raise Unauthenticated("invalid_ticket", "The stream ticket is not valid, or was used before.")
        return Credential(
            "person",
            str(answer["user_id"]),
            session=answer.get("session_id"),
            workspace=answer.get("workspace_id"),
            email_verified=bool(answer.get("email_verified")),
            aal=int(answer.get("aal") or 0),
            auth_time=int(answer.get("auth_time") or 0),
            actor=answer.get("actor_id"),
            **_barriers(answer),
        )

    def any_revoked(self, tags: tuple[str, ...]) -> bool:
        """Whether one of a stream's tags names a session that has been ended."""
        return any(tag.removeprefix("session:") in self._revoked for tag in tags)

    def known(self, token: str) -> bool:
        """Whether an API key was answered for a moment ago, so that using it costs identity nothing."""
        return not token.startswith(KEY_PREFIX) or self._keys.peek(token) is not None

    def revoke_session(self, session: str) -> None:
        """Refuse every token of a session until the last of them must have expired."""
        now = self._clock.now().timestamp()
        self._revoked[session] = now + ACCESS_LIFETIME + 60
        for old in [name for name, until in self._revoked.items() if until < now]:
            del self._revoked[old]

    def revoke_key(self, key_id: str) -> None:
        """Ask identity again about that API key."""
        self._keys.evict(lambda _, credential: credential is None or credential.subject == key_id)

    def rotate(self) -> None:
        """A signing key was replaced: verify every token again, with the keys of now."""
        self._ring.expire()
        self._seen.clear()

    async def _key(self, token: str) -> Credential:
        credential = await self._keys.get(token) if len(token) <= MAX_TOKEN else None
        if credential is None:
            raise Unauthenticated("invalid_api_key", "The API key is not valid.")
        return credential

    async def _introspect(self, token: str) -> Credential | None:
        answer = await self._calls.post("identity", "/introspect", {"token": token})
        if not answer or not answer.get("active"):
            return None
        return Credential(
            "key",
            str(answer["key_id"]),
            user=answer.get("user_id") if answer["kind"] == "personal" else None,
            workspace=answer.get("workspace_id"),
            scopes=frozenset(answer.get("scopes") or ()),
            allowed=tuple(ip_network(text, strict=False) for text in answer.get("allowed_ips") or ()),
            email_verified=bool(answer.get("email_verified")),
        )

    async def _verify(self, token: str) -> Credential:
        kid = _key_id(token)
        key = await self._ring.key(kid)
        try:
            claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
            return self._judge(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated("invalid_token", "The access token is not valid.") from error

    def _judge(self, claims: dict[str, Any]) -> Credential:
        now = self._clock.now().timestamp()
        kind = AUDIENCES[claims["aud"]]
        if claims["iss"] != self._issuer or claims.get("nbf", 0) > now + LEEWAY:
            raise ValueError("issued by somebody else, or for later")
        if not isinstance(claims["exp"], int) or claims["exp"] > now + ACCESS_LIFETIME + 60:
            raise ValueError("lives too long")
        if kind == "portal" and not claims.get("ws"):
            raise ValueError("a portal token without its workspace")
        return Credential(
            kind,
            str(claims["sub"]),
            session=claims.get("sid"),
            workspace=claims.get("ws") if kind == "portal" else None,
            email_verified=bool(claims.get("email_verified")),
            aal=int(claims.get("aal", 0)),
            auth_time=int(claims.get("auth_time", 0)),
            actor=claims.get("act"),
            **_barriers(claims),
            staff=frozenset(claims.get("staff") or ()) if kind == "person" else frozenset(),
            staff_enrol=bool(claims.get("staff_enrol")),
            staff_networks=tuple(ip_network(text) for text in claims.get("staff_ips") or ()),
            expires=float(claims["exp"]),
        )

    def _remember(self, token: str, credential: Credential) -> None:
        if len(self._seen) >= MAX_SEEN:
            for old in list(self._seen)[: MAX_SEEN // 4]:
                del self._seen[old]
        self._seen[token] = credential


def _barriers(said: Mapping[str, Any]) -> dict[str, Any]:
    """What identity says stands between the person and every workspace."""
    return {name: bool(said.get(name)) for name in ("terms_pending", "mfa_missing", "leaving")}


def _key_id(token: str) -> str:
    """The `kid` of a token whose header is acceptable; the signature is checked afterwards."""
    try:
        if len(token) > MAX_TOKEN:
            raise ValueError("too long")
        head, _, _ = token.split(".")
        header = orjson.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        if header["alg"] != ALGORITHM or str(header["typ"]).lower() != TYPE or "crit" in header:
            raise ValueError("not an access token of ours")
        return str(header["kid"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unauthenticated("invalid_token", "The access token is not valid.") from error


def check_address(credential: Credential, address: str) -> None:
    """Refuse a key that is used from outside its allow-list."""
    _check_networks(credential.allowed, address, "This API key may not be used from this address.")


def check_staff_address(credential: Credential, address: str) -> None:
    """Refuse staff who work from outside the networks they may work from."""
    _check_networks(credential.staff_networks, address, "Staff may not work from this address.")


def _check_networks(allowed: tuple[Network, ...], address: str, sentence: str) -> None:
    if not allowed:
        return
    try:
        here = ip_address(address)
    except ValueError:
        here = None
    if here is None or not any(here in network for network in allowed):
        raise Forbidden("ip_not_allowed", sentence)
