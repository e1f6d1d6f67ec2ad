"""What the gateway costs: an authenticated GET through it, against the service asked directly and through nginx, and
its own HTTP/1.1 client against the general one it replaced.

Aim (design, performance): ≥ 0.6 × nginx with the same upstream; own cost ≤ 250 µs CPU per request.
"""

import base64
import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import BaseModel
from tests.load.tools import HEADER, Load, Served, free_port, hammer, must, run, serve

from mewayz_gateway.app import Gateway, create_gateway
from mewayz_gateway.http_upstream import HttpUpstream
from mewayz_gateway.server import CorkedProtocol
from mewayz_gateway.settings import GatewaySettings
from mewayz_gateway.upstream import ClientGone
from mewayz_kit.logging import configure_logging
from mewayz_kit.transport.local import LocalTransport

PATH = "/api/v1/crm/deals"
UPSTREAM, KEY = "MEWAYZ_LOAD_UPSTREAM", "MEWAYZ_LOAD_KEY"
PUBLIC_URL = "http://mewayz.test"
USER, WORKSPACE = "0192f0c1-7d1e-7000-8000-000000000001", "0192f0c1-7d1e-7000-8000-000000000002"


class Deal(BaseModel):
    """About a kilobyte of JSON, as a service answers."""

    id: int = 1
    title: str = "A deal"
    note: str = "n" * 900
    amount: int = 1999
    tags: list[str] = ["one", "two", "three"]


def service() -> FastAPI:
    """A typed FastAPI handler without any work."""
    app = FastAPI()

    @app.get(PATH)
    async def read() -> Deal:
        return Deal()

    return app


def gateway() -> Gateway:
    """The whole pipeline, with neighbours in this process that are asked only when a cache has run out."""
    configure_logging("INFO")
    return create_gateway(
        GatewaySettings(
            secret_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            public_url=PUBLIC_URL,
            rate_default=10**9,
            rate_public=10**9,
        ),
        routes=[
            _route(PATH, auth=["member", "key"], permission="crm.deals:read"),
            _route(f"{PATH}/{{deal_id}}", auth=["member", "key"], permission="crm.deals:read"),
        ],
        upstreams={"crm": HttpUpstream(os.environ[UPSTREAM])},
        transport=LocalTransport(),
        internal_transports={name: httpx2.ASGITransport(neighbour) for name in ("identity", "workspace")},
    )


def _route(path: str, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "path": path, "service": "crm", **more}


async def neighbour(scope: Any, receive: Any, send: Any) -> None:
    """Identity's keys and revocations, workspace's access, as the contract has them."""
    key = OKPKey.import_key(json.loads(os.environ[KEY]))
    answers = {
        "/internal/v1/jwks": {"keys": [key.as_dict(private=False)]},
        "/internal/v1/revocations": {"sessions": [], "keys": [], "as_of": "2026-01-01T00:00:00+00:00"},
    }
    access = {"workspace_id": WORKSPACE, "role": "owner", "permissions": ["*:*"], "plan_version": 1, "status": "active"}
    await receive()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answers.get(scope["path"], access)).encode()})


def own_client() -> Any:
    """Nothing but the gateway's client, without the pipeline."""
    upstream = HttpUpstream(os.environ[UPSTREAM])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            with suppress(ClientGone):
                await upstream(scope, receive, send)

    return app


def general_client() -> Any:
    """The same with aiohttp's client."""
    import aiohttp

    sessions: list[aiohttp.ClientSession] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if not sessions:
            sessions.append(aiohttp.ClientSession(auto_decompress=False))
        headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
        async with sessions[0].request(
            scope["method"], os.environ[UPSTREAM] + scope["path"], headers=headers
        ) as answer:
            kept = [(name.lower(), value) for name, value in answer.raw_headers]
            await send({"type": "http.response.start", "status": answer.status, "headers": kept})
            async for piece in answer.content.iter_any():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    return app


@contextmanager
def nginx(upstream: str, *, static: str | None = None) -> Iterator[Served | None]:
    """nginx with one worker, proxying to `upstream` over kept connections, or answering `static` itself."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        proxy = "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_pass http://up;"
        own = f"default_type application/json; return 200 '{static}';"
        Path(folder, "nginx.conf").write_text(
            f"daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{ access_log off; keepalive_requests 100000000;\n"
            f"upstream up {{ server {upstream.removeprefix('http://')}; keepalive 64; }}\n"
            f"server {{ listen 127.0.0.1:{port}; location / {{ {own if static else proxy} }} }} }}\n"
        )
        with run([program, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"], port) as served:
            yield served


async def main() -> None:
    """Prints two tables: behind a FastAPI service, and behind nginx, where the door itself is the limit."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    os.environ[KEY] = json.dumps(key.as_dict(private=True))
    headers = {"authorization": f"Bearer {_token(key)}", "mewayz-workspace": WORKSPACE}
    with serve("tests.load.gateway_bench:service") as served:
        _table("Behind a FastAPI service", served, headers)
    with nginx("127.0.0.1:9", static=Deal().model_dump_json()) as fast:
        if fast is None:
            print("\nWithout nginx there is no upstream that outruns the gateway: the second table is left out.")
        else:
            _table("Behind nginx answering by itself", fast, headers)


def _token(key: OKPKey) -> str:
    now = int(time.time())
    claims = {
        "iss": PUBLIC_URL, "aud": "mewayz", "sub": USER, "sid": str(uuid4()), "iat": now, "exp": now + 900, "aal": 1,
    }  # fmt: skip
    return jwt.encode({"alg": "Ed25519", "typ": "at+jwt", "kid": key.kid}, claims, key, algorithms=["Ed25519"])


def _table(title: str, upstream: Served, headers: dict[str, str]) -> None:
    print(f"\n## Gateway: {title}\n\nThe ratio is to nginx as the proxy, or to the service itself without nginx.\n")
    os.environ[UPSTREAM] = upstream.url
    rows: list[tuple[str, Load]] = [("the service itself", hammer(upstream, PATH))]
    with nginx(upstream.url) as proxy:
        if proxy is None:
            print("nginx is not installed; its row is left out.\n")
        else:
            rows.append(("nginx, proxy_pass, keepalive", hammer(proxy, PATH)))
    base = rows[-1][1]
    for name, factory in (
        ("gateway, authenticated", "gateway"),
        ("only our client", "own_client"),
        ("only aiohttp's client", "general_client"),
    ):
        if factory == "general_client" and find_spec("aiohttp") is None:
            print("aiohttp is not installed; its row is left out.\n")
            continue
        with _quietly(factory) as door:
            must(httpx2.get(door.url + PATH, headers=headers))
            rows.append((name, hammer(door, PATH, headers=headers)))
    print(HEADER)
    for name, load in rows:
        print(load.row(name, base))


def door(factory: str, port: int) -> None:
    """Serve one of the factories above as the gateway is served (`mewayz_gateway.cli.server_options`)."""
    uvicorn.run(
        globals()[factory],
        factory=True,
        port=port,
        http=CorkedProtocol,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )


@contextmanager
def _quietly(factory: str) -> Iterator[Served]:
    """Serve with the access log going nowhere, but being written."""
    port = free_port()
    program = f"from tests.load.gateway_bench import door; door({factory!r}, {port})"
    with run(["sh", "-c", f'exec {sys.executable} -c "{program}" >/dev/null'], port) as served:
        yield served
