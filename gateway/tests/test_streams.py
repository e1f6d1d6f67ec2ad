"""Long-lived answers: server-sent events and WebSockets, over sockets, until somebody ends them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

API = "/api/v1/crm"
EVENTS = f"{API}/events"
PATIENCE = 10


class Source:
    """A service that streams: each pushed event goes to every open stream."""

    def __init__(self) -> None:
        self.queues: set[asyncio.Queue[bytes]] = set()
        self.opened = asyncio.Event()
        self.ended = asyncio.Event()
        self.headers: dict[bytes, bytes] = {}
        self.query = b""
        self.kind = b"text/event-stream; charset=utf-8"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers, self.query = dict(scope["headers"]), scope["query_string"]
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", self.kind)]})
        await send({"type": "http.response.body", "body": b": hello\n\n", "more_body": True})
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.queues.add(queue)
        self.opened.set()
        leaving = asyncio.ensure_future(receive())
        try:
            while not leaving.done():
                waiting = asyncio.ensure_future(queue.get())
                await asyncio.wait([leaving, waiting], return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    return
                await send({"type": "http.response.body", "body": waiting.result(), "more_body": True})
        finally:
            leaving.cancel()
            self.queues.discard(queue)
            self.ended.set()

    def push(self, data: bytes) -> None:
        """Send an event to all."""
        for queue in self.queues:
            queue.put_nowait(b"data: " + data + b"\n\n")


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture(params=[False, True], ids=["asgi", "http"])
async def door(request: Any, open_world: Any, serve: Any, source: Source) -> AsyncIterator[tuple[Any, Any]]:
    """The gateway on a port, and a client for it."""
    world = await open_world(source, network=request.param)
    async with serve(world.gateway) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield world, client


@asynccontextmanager
async def streaming(client: Any, url: str = EVENTS, **options: Any) -> AsyncIterator[Any]:
    """An open stream whose greeting has come."""
    async with client.stream("GET", url, **options) as answer:
        assert answer.status_code == 200
        lines = answer.aiter_raw()
        assert await asyncio.wait_for(anext(lines), PATIENCE) == b": hello\n\n"
        yield lines


async def test_events_pass_at_once(door: Any, source: Source) -> None:
    world, client = door
    async with streaming(client, headers=world.signed_in()) as lines:
        for number in (b"1", b"2"):
            source.push(number)
            assert await asyncio.wait_for(anext(lines), PATIENCE) == b"data: " + number + b"\n\n"


async def test_leaving_ends_the_stream_at_the_service(door: Any, source: Source) -> None:
    world, client = door
    async with streaming(client, headers=world.signed_in()):
        pass
    await asyncio.wait_for(source.ended.wait(), PATIENCE)


@pytest.mark.parametrize("cause", ["session", "member", "suspended"])
async def test_lost_rights_end_the_stream_in_good_order(door: Any, source: Source, cause: str) -> None:
    world, client = door
    user, workspace = world.neighbours.member()
    sid = str(uuid4())
    headers = {"authorization": f"Bearer {world.neighbours.token(user, sid=sid)}", "mewayz-workspace": workspace}
    async with streaming(client, headers=headers) as lines:
        if cause == "session":
            await world.publish("identity.session.revoked.v1", {"session_id": sid, "user_id": user})
        elif cause == "member":
            await world.publish("workspace.member.removed.v1", {"user_id": user}, workspace)
        else:
            await world.publish("workspace.workspace.suspended.v1", {"id": workspace}, workspace)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(lines), 2)
    await asyncio.wait_for(source.ended.wait(), PATIENCE)


async def test_who_is_removed_somewhere_opens_the_own_stream_again(door: Any, source: Source) -> None:
    world, client = door
    user, workspace = world.neighbours.member()
    headers = {"authorization": f"Bearer {world.neighbours.token(user)}"}
    async with streaming(client, f"{API}/own-events", headers=headers) as lines:
        for harmless in ({"user_id": str(uuid4())}, {"user_id": user}):
            kind = "removed" if harmless["user_id"] != user else "role_changed"
            await world.publish(f"workspace.member.{kind}.v1", harmless, workspace)
        source.push(b"still there")
        assert await asyncio.wait_for(anext(lines), PATIENCE) == b"data: still there\n\n"
        await world.publish("workspace.member.removed.v1", {"user_id": user}, workspace)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(lines), 2)
    async with streaming(client, f"{API}/own-events", headers=headers):
        """It is still the person's own."""


async def test_a_download_that_is_ended_never_looks_complete(door: Any, source: Source) -> None:
    world, client = door
    source.kind = b"text/csv"
    user, workspace = world.neighbours.member()
    headers = {"authorization": f"Bearer {world.neighbours.token(user)}", "mewayz-workspace": workspace}
    async with streaming(client, headers=headers) as lines:
        await world.publish("workspace.member.removed.v1", {"user_id": user}, workspace)
        with pytest.raises(httpx2.RemoteProtocolError):
            await asyncio.wait_for(anext(lines), 2)


async def test_a_revoked_key_ends_its_streams(door: Any, source: Source) -> None:
    world, client = door
    _, workspace = world.neighbours.member()
    world.neighbours.plans[workspace] = {"plan_version": 1, "status": "active"}
    key = {"active": True, "key_id": str(uuid4()), "kind": "workspace", "workspace_id": workspace, "scopes": ["*:*"]}
    world.neighbours.api_keys["mwz_live_1_2"] = key
    async with streaming(client, headers={"authorization": "Bearer mwz_live_1_2"}) as lines:
        await world.publish("identity.api_key.revoked.v1", {"key_id": key["key_id"]})
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(lines), 2)


async def test_other_sessions_and_renamed_workspaces_do_not_end_it(door: Any, source: Source) -> None:
    world, client = door
    headers = world.signed_in()
    async with streaming(client, headers=headers) as lines:
        await world.publish("identity.session.revoked.v1", {"session_id": str(uuid4()), "user_id": str(uuid4())})
        await world.publish("workspace.workspace.updated.v1", {"id": headers["mewayz-workspace"]})
        source.push(b"still there")
        assert await asyncio.wait_for(anext(lines), PATIENCE) == b"data: still there\n\n"


def ticket_for(world: Any, **more: Any) -> str:
    user, workspace = world.neighbours.member()
    ticket = uuid4().hex
    world.neighbours.tickets[ticket] = {
        "user_id": user, "session_id": str(uuid4()), "workspace_id": workspace, "email_verified": True, "aal": 1,
        "auth_time": 0,
    } | more  # fmt: skip
    return ticket


async def test_a_ticket_opens_a_stream_once_and_goes_no_further(door: Any, source: Source) -> None:
    world, client = door
    ticket = ticket_for(world)
    async with streaming(client, f"{EVENTS}?types=a&ticket={ticket}"):
        assert source.query == b"types=a"
        assert b"mewayz-internal-token" in source.headers
    again = await client.get(f"{EVENTS}?ticket={ticket}")
    assert (again.status_code, again.json()["code"]) == (401, "invalid_ticket")
    strange = await client.get(f"{EVENTS}?ticket=../../jwks")
    assert (strange.status_code, strange.json()["code"]) == (401, "invalid_ticket")
    elsewhere = await client.get(f"{API}/deals?ticket={ticket_for(world)}")
    assert elsewhere.status_code == 401, "a ticket is for streams only"
    for barrier, refusal in {
        "terms_pending": "terms_acceptance_required",
        "mfa_missing": "mfa_enrolment_required",
        "leaving": "deletion_scheduled",
    }.items():
        refused = await client.get(f"{EVENTS}?ticket={ticket_for(world, **{barrier: True})}")
        assert (refused.status_code, refused.json()["code"]) == (403, refusal)


# WebSockets


@pytest.fixture(params=[False, True], ids=["asgi", "http"])
async def socket_door(request: Any, open_world: Any, serve: Any) -> AsyncIterator[tuple[Any, str]]:
    world = await open_world(network=request.param)
    async with serve(world.gateway) as port:
        yield world, f"ws://127.0.0.1:{port}{API}/socket"


async def test_a_socket_passes_with_an_internal_token(socket_door: Any) -> None:
    world, url = socket_door
    async with connect(f"{url}?a=1&ticket={ticket_for(world)}", subprotocols=[Subprotocol("chat")]) as socket:
        assert socket.subprotocol == "chat"
        seen = json.loads(await socket.recv())
        assert seen["query"] == "a=1"
        assert seen["mewayz-internal-token"].count(".") == 2
        await socket.send("text")
        assert await socket.recv() == "text"
        await socket.send(b"\x00bytes")
        assert await socket.recv() == b"\x00bytes"


async def test_a_revoked_session_loses_its_socket(socket_door: Any) -> None:
    world, url = socket_door
    sid = str(uuid4())
    async with connect(f"{url}?ticket={ticket_for(world, session_id=sid)}") as socket:
        await socket.recv()
        await world.publish("identity.session.revoked.v1", {"session_id": sid, "user_id": ""})
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 2)
        assert socket.close_code == 1008


async def test_refused_handshakes_are_problems(socket_door: Any) -> None:
    world, url = socket_door
    cases = [
        (url, {}, 401, "unauthenticated"),
        (f"{url}?ticket=unknown", {}, 401, "invalid_ticket"),
        (url.replace("/socket", "/nothing"), {}, 404, "not_found"),
        (url.replace("/socket", "/deals"), {}, 405, "method_not_allowed"),
        (f"{url}?ticket={ticket_for(world)}", {"origin": "https://evil.example"}, 403, "origin_not_allowed"),
    ]
    for address, headers, status, code in cases:
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(address, additional_headers=headers):
                pass
        response = refusal.value.response
        assert (response.status_code, json.loads(response.body)["code"]) == (status, code)


async def test_own_pages_may_connect(socket_door: Any) -> None:
    world, url = socket_door
    own = url.split("/")[2]
    for origin in ("https://mewayz.test", f"http://{own}"):
        async with connect(f"{url}?ticket={ticket_for(world)}", origin=Origin(origin)) as socket:
            assert await socket.recv()


async def test_a_service_that_is_away_refuses_the_handshake(open_world: Any, serve: Any) -> None:
    from mewayz_gateway.http_upstream import HttpUpstream

    world = await open_world(upstream=HttpUpstream("http://127.0.0.1:9"))
    async with serve(world.gateway) as port:
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(f"ws://127.0.0.1:{port}{API}/socket?ticket={ticket_for(world)}"):
                pass
    assert refusal.value.response.status_code == 503
