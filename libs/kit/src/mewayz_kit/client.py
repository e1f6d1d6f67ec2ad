"""Calls between services: few, declared, never inside an open transaction.

`call` carries a service token, the trace and a deadline, retries what may be retried (tenacity) and stops asking
a callee that keeps failing (purgatory). The network or an in-process ASGI app is a transport below it.
"""

import asyncio
import hashlib
import hmac
import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from pydantic import SecretStr
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from mewayz_kit.config import decode_key
from mewayz_kit.errors import Problem, Unauthenticated, Unavailable
from mewayz_kit.telemetry import current_traceparent
from mewayz_kit.tokens import ISSUERS, Principal, TokenVerifier, unverified_issuer

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

RETRIED = (httpx2.TransportError,)


def workload_secret(master: bytes, service: str) -> bytes:
    """The secret by which `service` proves itself to identity, derived from identity's master secret."""
    return hmac.new(master, f"workload:{service}".encode(), hashlib.sha256).digest()


def workload_assertion(service: str, secret: SecretStr) -> str:
    """A one-minute HS256 assertion "I am `service`", to be swapped for a service token."""
    now = int(time.time())
    claims = {"iss": service, "aud": "identity", "iat": now, "exp": now + 60}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(decode_key(secret)), algorithms=["HS256"])


class TokenAuthority(Protocol):
    """The one service that issues service tokens: it makes its own instead of asking itself over the network."""

    async def service_token(self, runtime: "Runtime", service: str) -> str:
        """A token by which `service` acts in its own name."""

    async def keys(self, runtime: "Runtime") -> KeySet:
        """The public keys of the tokens it issues."""


class RemoteProblem(Problem):
    """A problem that a callee answered; `status` and `code` are the callee's."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("code", "internal_error")), str(body.get("detail", "")))
        self.status = status  # type: ignore[misc]


class InternalClient:
    """Calls other services in the name of this one."""

    def __init__(self, runtime: "Runtime", transports: Mapping[str, httpx2.AsyncBaseTransport] | None) -> None:
        self._runtime = runtime
        self._transports = {} if transports is None else transports
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=5, default_ttl=10.0)
        self._token: tuple[float, str] = (0.0, "")

    async def call(
        self,
        callee: str,
        method: str,
        path: str,
        *,
        json: Any = None,
        timeout: float = 5.0,
        retry: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """The JSON answer, or None for 404. Raises `RemoteProblem` for other refusals, `Unavailable` if away.

        A call with an `idempotency_key` is done once however often it is sent, so it is tried again too.
        """
        safe = method == "GET" or idempotency_key is not None
        attempts = 3 if (retry if retry is not None else safe) else 1
        headers = {"mewayz-internal-token": await self._service_token()}
        if idempotency_key is not None:
            headers["idempotency-key"] = idempotency_key
        try:
            response = await self._send(callee, method, path, json, headers, timeout, attempts)
        except (httpx2.TransportError, OpenedState) as error:
            raise Unavailable(detail=f"{callee} does not answer.") from error
        if response.status_code == 404:
            return None
        if response.status_code >= 500:
            raise Unavailable(detail=f"{callee} cannot answer now.")
        if response.status_code >= 400:
            raise RemoteProblem(response.status_code, response.json())
        return response.json() if response.content else {}

    async def fetch_keys(self, issuer: str) -> KeySet:
        """The public keys of an issuer of internal tokens."""
        callee = "gateway" if issuer == "mewayz-gateway" else "identity"
        authority = self._runtime.service.authority
        if authority is not None and callee == self._runtime.service.name:
            return await authority.keys(self._runtime)
        response = await self._send(callee, "GET", "/internal/v1/jwks", None, {}, 5.0, 3)
        response.raise_for_status()
        return KeySet.import_key_set(response.json())

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()

    async def _send(
        self,
        callee: str,
        method: str,
        path: str,
        json: Any,
        headers: dict[str, str],
        timeout: float,
        attempts: int,
    ) -> httpx2.Response:
        traceparent = current_traceparent()
        if traceparent:
            headers = headers | {"traceparent": traceparent}
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(attempts),
            wait=wait_exponential_jitter(multiplier=0.05, max=1),
            retry=retry_if_exception_type(RETRIED),
            reraise=True,
        ):
            with attempt:
                async with await self._breakers.get_breaker(callee, exclude=[Problem]):
                    return await self._client(callee).request(method, path, json=json, headers=headers, timeout=timeout)
        raise AssertionError("unreachable: the last attempt raises")

    def _client(self, callee: str) -> httpx2.AsyncClient:
        client = self._clients.get(callee)
        if client is None:
            url = self._runtime.settings.url_of(callee)
            client = httpx2.AsyncClient(base_url=url, transport=self._transports.get(callee))
            self._clients[callee] = client
        return client

    async def _service_token(self) -> str:
        expires, token = self._token
        if expires - self._runtime.clock.monotonic() > 10:
            return token
        service, authority = self._runtime.service.name, self._runtime.service.authority
        if authority is not None:
            return await authority.service_token(self._runtime, service)
        assertion = workload_assertion(service, self._runtime.settings.workload_secret)
        try:
            response = await self._send(
                "identity", "POST", "/internal/v1/service-tokens", {"assertion": assertion}, {}, 5.0, 3
            )
        except (httpx2.TransportError, OpenedState) as error:
            raise Unavailable(detail="identity does not answer.") from error
        if response.status_code != 200:
            raise Unavailable(detail="identity gave no service token.")
        token = str(response.json()["token"])
        self._token = (self._runtime.clock.monotonic() + 60, token)
        return token


class InternalKeys:
    """Verifies internal tokens with the keys of gateway and identity, fetched when first seen or unknown."""

    REFETCH_SECONDS = 5.0

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime
        self._sets: dict[str, KeySet] = {}
        self._asked: dict[str, tuple[float, bool]] = {}
        self._asking = {issuer: asyncio.Lock() for issuer in ISSUERS}
        self._verifier = TokenVerifier(self._sets.__getitem__)

    async def verify(self, token: str) -> Principal:
        """The principal of `token`; unknown keys are fetched at most every five seconds.

        Raises `Unavailable`, not `Unauthenticated`, while there are no keys to tell: a good token must not be refused
        because the process has just started, or its issuer does not answer.
        """
        try:
            issuer = unverified_issuer(token)
        except (ValueError, KeyError) as error:
            raise Unauthenticated("invalid_internal_token", "The internal token is not valid.") from error
        known = self._sets.get(issuer)
        if known is None:
            await self._fetch(issuer, known)
            return self._verifier.verify(token)
        try:
            return self._verifier.verify(token)
        except Unauthenticated:
            if not await self._fetch(issuer, known):
                raise
            return self._verifier.verify(token)

    async def _fetch(self, issuer: str, known: KeySet | None) -> bool:
        """Whether there are other keys than `known` now. Who comes while they are on their way waits for them."""
        async with self._asking[issuer]:
            if self._sets.get(issuer) is not known:
                return True
            asked, answered = self._asked.get(issuer, (-math.inf, True))
            if self._runtime.clock.monotonic() - asked < self.REFETCH_SECONDS:
                if answered:
                    return False
                raise Unavailable(detail="The keys of internal tokens could not be fetched.")
            try:
                self._sets[issuer] = await self._runtime.client.fetch_keys(issuer)
            except (httpx2.HTTPError, JoseError, OpenedState, ValueError) as error:
                self._asked[issuer] = (self._runtime.clock.monotonic(), False)
                raise Unavailable(detail="The keys of internal tokens cannot be fetched.") from error
            self._asked[issuer] = (self._runtime.clock.monotonic(), True)
            return True
