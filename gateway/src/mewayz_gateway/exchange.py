"""The way back: one answer to one caller, whoever gives it."""

import asyncio

from mewayz_gateway.edge import Inbound, Policy
from mewayz_gateway.http1 import HOP_BY_HOP, Headers
from mewayz_gateway.upstream import Message, Scope, Send
from mewayz_kit.errors import MEDIA_TYPE, Problem

OURS = HOP_BY_HOP | frozenset(
    {
        b"access-control-allow-credentials",
        b"access-control-allow-origin",
        b"access-control-expose-headers",
        b"date",
        b"referrer-policy",
        b"server",
        b"strict-transport-security",
        b"x-content-type-options",
        b"x-request-id",
    }
)
"""Headers that the door itself sets, or that concern one connection only; a service's own are dropped."""
ALLOWING = frozenset({b"access-control-allow-origin", b"access-control-expose-headers"})
"""What a service sets that allows origins itself; never credentials."""

NO_STORE = (b"cache-control", b"no-store")


class Exchange:
    """Passes an answer on, with the headers of the door, and remembers what was told.

    `private`: answers to a credential are not stored by caches unless the service says so. `deadline` is lifted as
    soon as the answer begins; from then on only silence is limited. `own_cors`: the service says which origins may read
    the answer, and the door adds none.
    """

    __slots__ = (
        "_inbound",
        "_send",
        "deadline",
        "events",
        "extra",
        "finished",
        "muted",
        "own_cors",
        "policy",
        "private",
        "started",
        "status",
    )

    def __init__(self, inbound: Inbound, policy: Policy, send: Send) -> None:
        self._inbound = inbound
        self.policy = policy
        self._send = send
        self.deadline: asyncio.Timeout | None = None
        self.extra: Headers = []
        self.private = False
        self.started = self.finished = self.muted = self.events = self.own_cors = False
        self.status = 0

    async def send(self, message: Message) -> None:
        """One ASGI message of the answer; nothing leaves while muted."""
        if self.muted or self.finished:
            return
        kind = message["type"]
        if kind == "http.response.start":
            self.started = True
            self.status = message["status"]
            if self.deadline is not None:
                self.deadline.reschedule(None)
            message = {
                "type": kind,
                "status": self.status,
                "headers": self._headers(message.get("headers", ())),
            }
        elif kind == "http.response.body":
            self.finished = not message.get("more_body", False)
        await self._send(message)

    def mute(self) -> None:
        """Let nothing more of the service's answer out; what it says now is about a request we ended."""
        self.muted = True

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """A whole answer of the gateway's own."""
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self._inbound.method == "HEAD" else body})

    async def refuse(self, problem: Problem) -> None:
        """The problem document of a refusal."""
        await self.answer(problem.status, *document(problem, self._inbound))

    async def end(self) -> None:
        """End a stream of events in good order; anything else stays visibly incomplete, for it lacks something."""
        if self.events and not self.finished:
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    def _headers(self, given: "Headers | tuple[()]") -> Headers:
        headers: Headers = []
        cached = False
        for pair in given:
            name, value = pair
            if (name in OURS and not (self.own_cors and name in ALLOWING)) or name.startswith(b"mewayz-internal"):
                continue
            if name == b"content-type":
                self.events = value.startswith(b"text/event-stream")
            elif name == b"cache-control":
                cached = True
            headers.append(pair)
        if self.private and not cached:
            headers.append(NO_STORE)
        headers += self.policy.headers(None if self.own_cors else self._inbound.origin)
        headers.append((b"x-request-id", self._inbound.request_id))
        headers += self.extra
        return headers


def document(problem: Problem, inbound: Inbound) -> tuple[Headers, bytes]:
    """Headers and body of a problem (RFC 9457)."""
    body = problem.body(instance=inbound.path, request_id=inbound.request_id.decode("ascii"))
    headers: Headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in problem.headers.items()]
    return headers, body


async def refuse_socket(scope: Scope, send: Send, problem: Problem, inbound: Inbound) -> None:
    """Answer the handshake with the problem where the server can, else with a plain refusal."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": problem.code})
        return
    headers, body = document(problem, inbound)
    headers.append((b"x-request-id", inbound.request_id))
    await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
