"""Carrying a request: deadline, retry, breaker, bulkhead, early ends."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from mewayz_gateway.upstream import Backend, Breaker, ConnectFailed, ConnectionBroken
from mewayz_kit.errors import Unavailable

API = "/api/v1/crm"
DEALS = f"{API}/deals"
PATIENCE = 10


class Flaky:
    """An upstream that fails as told, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, ConnectionBroken):
                self.bodies.append((await receive())["body"])
            raise failure
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def close(self) -> None:
        """Nothing to give back."""


@pytest.mark.parametrize(
    ("failure", "method", "key", "body", "status", "tries"),
    [
        (ConnectFailed(), "GET", None, None, 200, 1),
        (ConnectionBroken(), "GET", None, None, 200, 2),
        (ConnectFailed(), "POST", None, b"{}", 503, 0),
        (ConnectFailed(), "POST", "k", b"{}", 200, 1),
        (ConnectionBroken(), "POST", "k", b"{}", 503, 1),
        (ConnectionBroken(), "DELETE", None, None, 503, 1),
    ],
)
async def test_only_what_cannot_be_done_twice_is_tried_again(
    open_world: Any, failure: Exception, method: str, key: str | None, body: bytes | None, status: int, tries: int
) -> None:
    flaky = Flaky(failure)
    world = await open_world(upstream=flaky)
    headers = world.signed_in() | ({"idempotency-key": key} if key else {})
    path = f"{DEALS}/1" if method == "DELETE" else DEALS
    answer = await world.client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert flaky.bodies == [body or b""] * tries


async def test_a_second_failure_is_the_last(open_world: Any) -> None:
    world = await open_world(upstream=Flaky(ConnectFailed(), ConnectFailed()))
    answer = await world.client.get(DEALS, headers=world.signed_in())
    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_unavailable")
    assert answer.headers["retry-after"]
    assert (await world.client.get(DEALS, headers=world.signed_in())).status_code == 200


async def test_a_failing_service_is_left_alone_for_a_while(open_world: Any) -> None:
    flaky = Flaky(*[ConnectFailed()] * 4)
    world = await open_world(upstream=flaky, breaker_failures=4, breaker_seconds=60)
    headers = world.signed_in()
    for _ in range(3):
        assert (await world.client.get(DEALS, headers=headers)).status_code == 503
    assert not flaky.bodies, "the third request never reached the service"
    backend = world.gateway._forward._backends["crm"]
    backend.breaker._now = lambda now=backend.breaker._now: now() + 61
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200


def test_an_open_breaker_lets_one_trial_through() -> None:
    now = 0.0
    breaker = Breaker(2, 5.0, now=lambda: now)
    breaker.failed()
    breaker.admit()
    breaker.failed()
    with pytest.raises(Unavailable):
        breaker.admit()
    now = 6.0
    breaker.admit()
    with pytest.raises(Unavailable):
        breaker.admit()
    breaker.succeeded()
    breaker.admit()
    breaker.admit()


def test_a_full_bulkhead_refuses_and_streams_have_their_own() -> None:
    backend = Backend(Flaky(), Breaker(5, 5.0), in_flight=1, streams=1)
    with backend.place(stream=False):
        with pytest.raises(Unavailable), backend.place(stream=False):
            pass
        with backend.place(stream=True):
            pass
    with backend.place(stream=False):
        pass


@pytest.mark.parametrize("network", [False, True])
async def test_a_late_answer_is_503_in_time(open_world: Any, network: bool) -> None:
    ended = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        if scope["path"] == DEALS:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})
            return
        try:
            await receive()
        finally:
            ended.set()

    world = await open_world(app, network=network)
    headers = world.signed_in()
    answer = await asyncio.wait_for(world.client.get(f"{API}/slow", headers=headers), PATIENCE)
    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_unavailable")
    await asyncio.wait_for(ended.wait(), PATIENCE)
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200


@pytest.mark.parametrize("network", [False, True])
async def test_the_deadline_is_lifted_once_the_answer_begins(open_world: Any, network: bool) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(4):
            await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=0.1)
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    world = await open_world(app, network=network)
    assert (await world.client.get(f"{API}/slow", headers=world.signed_in())).content == b"xxxx"


async def test_a_bug_in_a_service_is_500_without_its_trace(open_world: Any) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("secret detail")

    world = await open_world(app)
    answer = await world.client.get(DEALS, headers=world.signed_in())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text


async def test_leaving_callers_do_not_open_the_breaker(open_world: Any) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    world = await open_world(app, breaker_failures=1)
    sent: list[Any] = []
    messages = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in world.signed_in().items()]
    scope = {"type": "http", "method": "GET", "path": DEALS, "query_string": b"", "headers": headers}
    await world.gateway(scope, receive, send)
    assert sent == []
    world.gateway._forward._backends["crm"].breaker.admit()


async def test_a_cut_off_answer_is_cut_off_for_the_caller_too(open_world: Any, serve: Any) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("in the middle")

    world = await open_world(app, network=True)
    async with serve(world.gateway) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get(DEALS, headers=world.signed_in())


async def test_an_upload_streams_through_sockets_whole(open_world: Any, serve: Any, make_route: Any) -> None:
    routes = [make_route("PUT", f"{API}/files/{{file_id}}", body_limit=10_000_000, rate="upload")]
    world = await open_world(routes=routes, network=True)
    async with serve(world.gateway) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def pieces() -> Any:
            for _ in range(64):
                yield b"x" * 65_536

        headers = world.signed_in()
        for content in (pieces(), b"x" * 4_194_304):
            answer = await client.put(f"{API}/files/{uuid4()}", headers=headers, content=content)
            assert json.loads(answer.content)["body"] == 4_194_304


async def test_nothing_is_left_behind_by_callers_that_break_off(open_world: Any, serve: Any) -> None:
    """Places, connections and tasks come back, whatever moment a caller chose to leave at."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(20):
            await send({"type": "http.response.body", "body": b"x" * 20_000, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    world = await open_world(app, network=True, rate_default=10_000)
    backend = world.gateway._forward._backends["crm"]
    free, tasks = dict(backend._free), len(asyncio.all_tasks())
    head = "".join(f"{name}: {value}\r\n" for name, value in world.signed_in().items())
    async with serve(world.gateway) as port:

        async def visit(number: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            whole = f"POST {DEALS} HTTP/1.1\r\nhost: x\r\n{head}content-length: 900\r\n\r\n{'b' * 900}".encode()
            writer.write(whole[: len(whole) * (number % 7 + 1) // 7])
            if number % 3:
                await reader.read(1 + number * 997 % 100_000) if number % 7 == 6 else None
            writer.transport.abort()

        for _ in range(5):
            await asyncio.gather(*(visit(number) for number in range(60)))
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            answers = await asyncio.gather(
                *(client.post(DEALS, headers=world.signed_in(), content=b"b" * 900) for _ in range(20))
            )
        assert [len(answer.content) for answer in answers] == [400_000] * 20
        backend.breaker.admit()
    assert backend._free == free
    async with asyncio.timeout(PATIENCE):
        while len(asyncio.all_tasks()) > tasks:
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=0.05)
    assert len(backend.upstream._pool._idle) <= 60
