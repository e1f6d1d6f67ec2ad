"""WebSockets to a service over the network (RFC 6455): messages pass one by one, in both directions."""

import asyncio
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from mewayz_gateway.http1 import Pool
from mewayz_gateway.upstream import ConnectFailed, Receive, Scope, Send, cancelled

HANDSHAKE = frozenset(
    {b"host", b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-extensions", b"sec-websocket-protocol"}
)
ABNORMAL = (1005, 1006, 1015)
"""Close codes that only describe an ending and may not be sent (RFC 6455 §7.4.1)."""


async def bridge(pool: Pool, scope: Scope, receive: Receive, send: Send, *, timeout: float) -> None:
    """Connect to the service first, then accept the caller, so that a refusal of the service is an HTTP answer."""
    await receive()
    try:
        socket = await _connect(pool, scope, timeout)
    except InvalidStatus as refusal:
        await _refuse(scope, send, refusal)
        return
    except (OSError, TimeoutError, InvalidHandshake) as error:
        raise ConnectFailed(f"{pool.host}:{pool.port} takes no socket.") from error
    async with socket:
        await send({"type": "websocket.accept", "subprotocol": socket.subprotocol, "headers": []})
        down = asyncio.ensure_future(_to_caller(socket, send))
        up = asyncio.ensure_future(_to_service(socket, receive))
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancelled(up)
            await cancelled(down)


async def _connect(pool: Pool, scope: Scope, timeout: float) -> ClientConnection:
    scheme = "wss" if pool.secure else "ws"
    target = scope.get("raw_path", scope["path"].encode()).decode("ascii")
    query = scope["query_string"].decode("ascii")
    return await connect(
        f"{scheme}://{pool.host}:{pool.port}{target}{'?' + query if query else ''}",
        additional_headers=[
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in scope["headers"]
            if name not in HANDSHAKE
        ],
        subprotocols=[Subprotocol(name) for name in scope.get("subprotocols", [])] or None,
        user_agent_header=None,
        compression=None,
        open_timeout=timeout,
        proxy=None,
    )


async def _refuse(scope: Scope, send: Send, refusal: InvalidStatus) -> None:
    """Pass the service's refusal on, whole where the server can, else as a plain refusal."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    response = refusal.response
    kept = [
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in response.headers.raw_items()
        if name.lower() in {"content-type", "retry-after", "www-authenticate"}
    ]
    await send({"type": "websocket.http.response.start", "status": response.status_code, "headers": kept})
    await send({"type": "websocket.http.response.body", "body": bytes(response.body or b"")})


async def _to_service(socket: ClientConnection, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            code = message.get("code", 1000)
            await socket.close(1000 if code in ABNORMAL else code, message.get("reason") or "")
            return
        data: Any = message.get("text")
        try:
            await socket.send(message["bytes"] if data is None else data)
        except ConnectionClosed:
            return


async def _to_caller(socket: ClientConnection, send: Send) -> None:
    try:
        while True:
            data = await socket.recv()
            kind = "text" if isinstance(data, str) else "bytes"
            await send({"type": "websocket.send", kind: data})
    except ConnectionClosed:
        code = socket.close_code or 1011
        await send(
            {
                "type": "websocket.close",
                "code": 1011 if code in ABNORMAL else code,
                "reason": socket.close_reason or "",
            }
        )
