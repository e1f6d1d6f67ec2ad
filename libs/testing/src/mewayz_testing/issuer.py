"""An issuer that says whatever a test wants, true or not: ID tokens with the wrong nonce, audience, key or time, the
answers of Apple's token endpoint, and those of Facebook's Graph API. An honest provider is in `oidc`."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass
class FreeIssuer:
    """What it will answer, and what it was asked."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "free", "use": "sig"}))
    id_token: str = ""
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    configured: dict[str, Any] = field(default_factory=dict)

    def sign(self, claims: dict[str, Any], *, key: RSAKey | None = None, **header: Any) -> str:
        """An ID token; `key` and `header` may be wrong."""
        head = {"alg": "RS256", "kid": self.key.kid, **header}
        return jwt.encode(head, claims, key or self.key, algorithms=["RS256"])

    def app(self) -> Starlette:
        """Its endpoints, with those of the Graph API below `/graph`."""

        async def configuration(_request: Request) -> Response:
            endpoints = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
            endpoints |= {"userinfo_endpoint": "userinfo"} if self.userinfo else {}
            document = {name: f"{self.url}/{path}" for name, path in endpoints.items()}
            return JSONResponse({"issuer": self.url, **document, **self.configured})

        async def jwks(_request: Request) -> Response:
            return JSONResponse({"keys": [self.key.as_dict(private=False)]})

        async def token(request: Request) -> Response:
            self.asked.append(dict(parse_qsl((await request.body()).decode())))
            return JSONResponse({"access_token": "at", "token_type": "Bearer", "id_token": self.id_token})

        async def userinfo(_request: Request) -> Response:
            return JSONResponse(self.userinfo)

        async def graph_token(request: Request) -> Response:
            body = (await request.body()).decode()
            self.asked.append({"body": body, **request.query_params})
            return JSONResponse({"access_token": "graph-token", "token_type": "bearer"})

        async def graph_me(request: Request) -> Response:
            self.asked.append({**request.query_params, "authorization": request.headers["authorization"]})
            return JSONResponse(self.userinfo)

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", configuration),
                Route("/jwks", jwks),
                Route("/token", token, methods=["POST"]),
                Route("/userinfo", userinfo),
                Route("/graph/oauth/access_token", graph_token, methods=["GET", "POST"]),
                Route("/graph/me", graph_me),
            ]
        )


@asynccontextmanager
async def free_issuer() -> AsyncIterator[FreeIssuer]:
    """A `FreeIssuer` on a port of this machine until the block ends."""
    issuer = FreeIssuer()
    listener = socket.create_server(("127.0.0.1", 0))
    issuer.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(issuer.app(), log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1)
    )
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.wait([serving], timeout=0.01)
    try:
        yield issuer
    finally:
        server.should_exit = True
        await serving
