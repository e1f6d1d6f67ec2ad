"""The gateway's own questions to identity and workspace: few, short, each with a time limit and a breaker."""

import time
from collections.abc import Mapping
from typing import Any

import httpx2
import structlog

from mewayz_gateway.settings import GatewaySettings
from mewayz_gateway.upstream import Breaker
from mewayz_kit.errors import Unavailable
from mewayz_kit.telemetry import current_traceparent
from mewayz_kit.tokens import TokenSigner

TIMEOUT = 3.0
REUSE_SECONDS = 40
log = structlog.get_logger(__name__)


class RemoteConflict(Exception):
    """The callee answered 409; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class InternalCalls:
    """Asks in the gateway's name (`kind=service`, `sub=gateway`)."""

    def __init__(
        self,
        settings: GatewaySettings,
        signer: TokenSigner,
        transports: Mapping[str, httpx2.AsyncBaseTransport],
    ) -> None:
        """`transports` maps callees to in-process transports; what is not in it goes over the network."""
        self._settings = settings
        self._signer = signer
        self._transports = transports
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._breakers: dict[str, Breaker] = {}
        self._token = (0.0, "")

    async def get(self, callee: str, path: str) -> Any:
        """The JSON answer, or None for 404."""
        return await self._call(callee, "GET", path, None)

    async def post(self, callee: str, path: str, json: Any = None) -> Any:
        """The JSON answer, or None for 404."""
        return await self._call(callee, "POST", path, json)

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _call(self, callee: str, method: str, path: str, json: Any) -> Any:
        breaker = self._breakers.get(callee)
        if breaker is None:
            settings = self._settings
            breaker = self._breakers[callee] = Breaker(settings.breaker_failures, settings.breaker_seconds)
        breaker.admit()
        try:
            response = await self._send(callee, method, f"/internal/v1{path}", json)
        except Exception as error:  # an app in this process raises where a server would answer 500
            breaker.failed()
            raise Unavailable(detail=f"{callee} does not answer.") from error
        if response.status_code >= 500:
            breaker.failed()
            raise Unavailable(detail=f"{callee} cannot answer now.")
        breaker.succeeded()
        if response.status_code == 404:
            return None
        if response.status_code == 409:
            raise RemoteConflict(str(response.json().get("code", "conflict")))
        if response.status_code >= 400:
            log.error("internal.refused", callee=callee, path=path, status=response.status_code)
            raise Unavailable(detail=f"{callee} refuses to answer the gateway.")
        return response.json() if response.content else {}

    async def _send(self, callee: str, method: str, path: str, json: Any) -> httpx2.Response:
        headers = {"mewayz-internal-token": self._own_token()}
        traceparent = current_traceparent()
        if traceparent:
            headers["traceparent"] = traceparent
        client = self._client(callee)
        try:
            return await client.request(method, path, json=json, headers=headers)
        except httpx2.ConnectError:
            raise
        except httpx2.TransportError:
            if method != "GET":
                raise
            return await client.request(method, path, headers=headers)

    def _client(self, callee: str) -> httpx2.AsyncClient:
        client = self._clients.get(callee)
        if client is None:
            client = self._clients[callee] = httpx2.AsyncClient(
                base_url=self._settings.url_of(callee),
                transport=self._transports.get(callee),
                timeout=TIMEOUT,
                trust_env=False,
            )
        return client

    def _own_token(self) -> str:
        good_until, token = self._token
        now = time.time()
        if good_until < now:
            token = self._signer.sign({"kind": "service", "sub": "gateway"}, now=int(now))
            self._token = (now + REUSE_SECONDS, token)
        return token
