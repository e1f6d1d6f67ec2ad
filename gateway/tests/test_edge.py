"""The head of a request and that of its answer: hygiene, routes, limits, keys, caps, CORS."""

import json
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

API = "/api/v1/crm"
DEALS = f"{API}/deals"


def seen(answer: Any) -> dict[str, str]:
    """The headers that reached the service."""
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["headers"])


async def code(answer: Any) -> tuple[int, str]:
    """Status and problem code; a problem is always whole."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, problem["code"]


async def test_nothing_forged_reaches_the_service(world: Any) -> None:
    forged = {
        "mewayz-internal-token": "x",
        "mewayz-internal-client-ip": "1.1.1.1",
        "Mewayz-Internal-Deadline": "9999999999",
        "mewayz_internal_token": "x",
        "x-forwarded-for": "1.1.1.1",
        "x-forwarded-host": "evil.test",
        "forwarded": "for=1.1.1.1",
        "x-original-url": "/internal/v1/x",
        "connection": "keep-alive, x-secret",
        "x-secret": "1",
        "te": "trailers",
        "x-kept": "yes",
        "mewayz-depth": "3",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    headers = seen(await world.client.get(DEALS, headers=forged | world.signed_in()))
    assert headers["mewayz-internal-client-ip"] == "203.0.113.9"
    assert headers["mewayz-internal-token"].count(".") == 2
    assert 0 < float(headers["mewayz-internal-deadline"]) < 9999999999
    assert headers["x-kept"] == "yes"
    assert headers["mewayz-depth"] == "3"
    assert headers["traceparent"].startswith("00-0af")
    dropped = {
        "mewayz_internal_token",
        "x-forwarded-for",
        "x-forwarded-host",
        "forwarded",
        "x-original-url",
        "x-secret",
    }
    assert not (dropped | {"te", "connection", "authorization", "mewayz-workspace"}) & set(headers)


async def test_malformed_depth_and_trace_are_dropped(world: Any) -> None:
    given = {"mewayz-depth": "-1", "traceparent": "00-zz"}
    headers = seen(await world.client.get(DEALS, headers=given | world.signed_in()))
    assert not set(given) & set(headers)


async def test_the_connection_header_cannot_take_the_length_away(world: Any) -> None:
    answer = await world.client.post(
        DEALS, headers={"connection": "content-length, x-y", "x-y": "1"} | world.signed_in(), content=b"{}"
    )
    headers = seen(answer)
    assert headers["content-length"] == "2"
    assert "x-y" not in headers


async def test_proxies_are_believed_only_when_known(open_world: Any) -> None:
    world = await open_world(trusted_proxies=("203.0.113.0/24", "10.0.0.0/8"))
    hops = {"x-forwarded-for": "6.6.6.6, 198.51.100.7, 10.1.2.3"}
    headers = seen(await world.client.get(DEALS, headers=hops | world.signed_in()))
    assert headers["mewayz-internal-client-ip"] == "198.51.100.7"
    broken = {"x-forwarded-for": "198.51.100.7, nonsense"}
    headers = seen(await world.client.get(DEALS, headers=broken | world.signed_in()))
    assert headers["mewayz-internal-client-ip"] == "203.0.113.9"


async def test_request_ids_are_kept_when_they_are_decent(world: Any) -> None:
    answer = await world.client.get(DEALS, headers={"x-request-id": "abc-1"} | world.signed_in())
    assert answer.headers["x-request-id"] == "abc-1"
    assert seen(answer)["x-request-id"] == "abc-1"
    answer = await world.client.get(DEALS, headers={"x-request-id": "x" * 65} | world.signed_in())
    assert len(answer.headers["x-request-id"]) == 32


async def raw(world: Any, path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> tuple[int, Any]:
    """A request that no decent client would send: (status, problem)."""
    sent: list[Any] = []
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode("latin-1"), "query_string": b"",
        "headers": [(b"host", b"mewayz.test"), *headers], "client": ("203.0.113.9", 1), "scheme": "https",
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await world.gateway(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/crm/../identity/me", "//api/v1/crm/deals", "/api/v1//crm/deals", "/api/v1/crm/deals/%2e%2e/x",
        "/api/v1/crm/deals/a%2Fb", "/api/v1/crm/deals/a%5cb", "/api/v1/crm/deals/%00", "/api/v1/crm/deals/.",
        "/api/v1/crm/deals/%zz", "/api/v1/crm/de\\als", "api", "*", "/api/v1/crm/de als", "/api/v1/crm/\xe4",
    ],
)  # fmt: skip
async def test_paths_that_two_readers_read_differently_are_refused(world: Any, path: str) -> None:
    status, problem = await raw(world, path)
    assert (status, problem["code"]) == (400, "invalid_path")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([(b"content-length", b"2"), (b"transfer-encoding", b"chunked")], "ambiguous_framing"),
        ([(b"transfer-encoding", b"gzip, chunked")], "ambiguous_framing"),
        ([(b"content-length", b"2"), (b"content-length", b"3")], "duplicate_header"),
        ([(b"content-length", b"-2")], "invalid_length"),
        ([(b"host", b"other.test")], "duplicate_header"),
        ([(b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")], "duplicate_header"),
        ([(b"mewayz-workspace", b"a"), (b"mewayz-workspace", b"b")], "duplicate_header"),
    ],
)
async def test_heads_that_two_readers_read_differently_are_refused(world: Any, headers: Any, expected: str) -> None:
    status, problem = await raw(world, DEALS, *headers)
    assert (status, problem["code"]) == (400, expected)


async def test_too_many_or_too_long_headers(world: Any) -> None:
    many = await raw(world, DEALS, *[(b"x-%d" % number, b"1") for number in range(101)])
    assert (many[0], many[1]["code"]) == (431, "headers_too_large")
    assert (await raw(world, DEALS, (b"x-long", b"x" * 33_000)))[0] == 431
    assert (await raw(world, "/" + "x" * 33_000))[0] == 431


async def test_a_trace_of_our_own_replaces_the_callers(open_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tracer = TracerProvider(sampler=ALWAYS_ON).get_tracer("test")
    monkeypatch.setattr("opentelemetry.trace.get_tracer", lambda *_: tracer)
    world = await open_world(otlp_endpoint="http://127.0.0.1:9")
    given = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    answer = await world.client.get(DEALS, headers=given | world.signed_in())
    traces = [value for name, value in answer.json()["headers"] if name == "traceparent"]
    assert len(traces) == 1
    assert int(traces[0][-2:], 16) & 1, "sampled"
    assert "0af7651916cd43dd8448eb211c80319c" not in traces[0]


# Routes


async def test_what_is_not_listed_does_not_exist(world: Any) -> None:
    headers = world.signed_in()
    for path in ("/api/v1/crm/nothing", "/internal/v1/config", "/internal", "/", "/api/v1/crm/deals/"):
        answer = await world.client.get(path, headers=headers)
        assert path == "/" or await code(answer) == (404, "not_found"), path


async def test_another_method_is_405_with_allow(world: Any) -> None:
    answer = await world.client.put(DEALS, headers=world.signed_in())
    assert await code(answer) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"
    assert (await world.client.options(DEALS)).headers["allow"] == "GET, POST"
    assert (await world.client.post("/healthz")).status_code == 405


# Limits, keys, bodies


async def test_limits_are_told_and_kept(open_world: Any) -> None:
    world = await open_world(rate_default=2, rate_auth=1)
    headers = world.signed_in()
    answers = [await world.client.get(DEALS, headers=headers) for _ in range(3)]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert await code(answers[2]) == (429, "rate_limited")
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert (await world.client.get(DEALS, headers=world.signed_in())).status_code == 200, "others are not concerned"
    logins = [await world.client.post(f"{API}/public/logins", json={}) for _ in range(2)]
    assert [answer.status_code for answer in logins] == [200, 429]


async def test_a_demanded_key(world: Any) -> None:
    headers = world.signed_in()
    answer = await world.client.post(f"{DEALS}/1/pay", headers=headers)
    assert await code(answer) == (400, "idempotency_key_required")
    keyed = await world.client.post(f"{DEALS}/1/pay", headers=headers | {"idempotency-key": "k"})
    assert seen(keyed)["idempotency-key"] == "k"


@pytest.mark.parametrize("network", [False, True])
async def test_bodies_are_capped_whatever_their_framing(open_world: Any, network: bool) -> None:
    world = await open_world(network=network)
    headers = world.signed_in()

    async def chunks(count: int) -> Any:
        for _ in range(count):
            yield b"x" * 100

    announced = await world.client.post(DEALS, headers=headers, content=b"x" * 1001)
    assert await code(announced) == (413, "body_too_large")
    chunked = await world.client.post(DEALS, headers=headers, content=chunks(11))
    assert await code(chunked) == (413, "body_too_large")
    fits = await world.client.post(DEALS, headers=headers, content=chunks(10))
    assert fits.json()["body"] == 1000


# Answers


async def test_every_answer_carries_the_headers_of_the_door(world: Any) -> None:
    answer = await world.client.get(DEALS, headers=world.signed_in())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "server" not in answer.headers
    assert "mewayz-internal-note" not in answer.headers


async def test_other_origins_only_when_listed(open_world: Any) -> None:
    world = await open_world(cors_origins=("https://app.example",))
    asked = {"origin": "https://app.example", "access-control-request-method": "POST"}
    preflight = await world.client.options(DEALS, headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"
    assert preflight.headers["access-control-allow-methods"] == "GET, POST"
    assert "idempotency-key" in preflight.headers["access-control-allow-headers"]
    answer = await world.client.get(DEALS, headers=world.signed_in() | {"origin": "https://app.example"})
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "x-request-id" in answer.headers["access-control-expose-headers"]
    refusal = await world.client.get(DEALS, headers={"origin": "https://app.example"})
    assert refusal.headers["access-control-allow-origin"] == "https://app.example", "so that its page can read why"
    for origin in ("https://evil.example", "null"):
        answer = await world.client.options(DEALS, headers=asked | {"origin": origin})
        assert not any(name.startswith("access-control") for name in answer.headers)
    assert "origin" in answer.headers["vary"]


async def test_a_service_allows_origins_where_its_route_says_so(open_world: Any) -> None:
    world = await open_world(cors_origins=("https://app.example",))
    asked = {"access-control-request-method": "POST"}
    for origin in ("https://page.example", "https://app.example"):
        for answer in (
            await world.client.options("/forms/one", headers=asked | {"origin": origin}),
            await world.client.post("/forms/one", headers={"origin": origin}),
        ):
            assert answer.headers.get_list("access-control-allow-origin") == ["https://page.example"]
            assert "access-control-allow-credentials" not in answer.headers
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await world.client.options("/forms/one")).json()["method"] == "OPTIONS"
    elsewhere = await world.client.get(DEALS, headers=world.signed_in() | {"origin": "https://page.example"})
    assert "access-control-allow-origin" not in elsewhere.headers, "everywhere else the door decides"
