"""A collector beside a house: it gets traces, measurements and lines, and no secret.

The house sends nothing by itself during the test (the batches wait for a minute), so all that arrives was flushed
when the house was told to stop.
"""

import asyncio
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.people import IDENTITY, Person, succeed

pytestmark = pytest.mark.slow
CRM, WORKSPACE, ANALYTICS = "/api/v1/crm", "/api/v1/workspace", "/api/v1/analytics"
COMPANIES = f"{CRM}/companies"
MINUTE = "60000"


class Collector:
    """An OTLP/HTTP receiver: keeps the bodies that were posted to it, by signal."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[bytes]] = {"traces": [], "metrics": [], "logs": []}
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                bodies[self.path.removeprefix("/v1/")].append(body)
                self.send_response(200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Every request is kept; it needs no line."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, name="collector")
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def spans(self) -> list[Span]:
        requests = map(ExportTraceServiceRequest.FromString, self.bodies["traces"])
        return [s for r in requests for group in r.resource_spans for scope in group.scope_spans for s in scope.spans]

    def measured(self) -> dict[str, set[str]]:
        """The services that measured something, by instrument."""
        found: dict[str, set[str]] = {}
        for request in map(ExportMetricsServiceRequest.FromString, self.bodies["metrics"]):
            for metric in (m for g in request.resource_metrics for s in g.scope_metrics for m in s.metrics):
                data = getattr(metric, str(metric.WhichOneof("data")))
                names = {values(point).get("mewayz.service", "") for point in data.data_points}
                found.setdefault(metric.name, set()).update(names)
        return found

    def records(self) -> list[Any]:
        requests = map(ExportLogsServiceRequest.FromString, self.bodies["logs"])
        return [r for q in requests for g in q.resource_logs for s in g.scope_logs for r in s.log_records]


@dataclass
class Told:
    """What happened, what of it must stay secret, and what the collector got."""

    collector: Collector
    company: dict[str, Any] = field(default_factory=dict)
    request_id: str = "telemetry-of-one-company"
    secrets: set[str] = field(default_factory=set)


def values(told: Any) -> dict[str, Any]:
    """The attributes of a span, a point or a record."""
    return {pair.key: getattr(pair.value, str(pair.value.WhichOneof("value"))) for pair in told.attributes}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    running = Collector()
    yield running
    running.close()


@pytest.fixture(scope="module")
def observed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, collector: Collector
) -> Iterator[House]:
    """A house of these tests alone that knows a collector."""
    environment = {
        "MEWAYZ_OTLP_ENDPOINT": collector.url,
        "MEWAYZ_TRACE_RATIO": "1",
        "MEWAYZ_LOG_LEVEL": "INFO",
        "OTEL_BSP_SCHEDULE_DELAY": MINUTE,
        "OTEL_BLRP_SCHEDULE_DELAY": MINUTE,
    }
    mode = request.config.getoption("--house")
    with standing(mode, tmp_path_factory.mktemp("observed"), environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def told(observed: House, collector: Collector) -> Told:
    """One company is made and has come to everybody who wants to know; then the house is told to stop."""
    found = Told(collector)
    asyncio.run(live(observed, found))
    observed.stop(signal.SIGTERM)
    return found


async def live(house: House, found: Told) -> None:
    def setup_token() -> str:
        token = house.command("setup-token").strip()
        found.secrets.add(token)
        return token

    platform = seen_from_outside(house, setup_token=setup_token)
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Acme", features=["contacts", "pipelines", "dashboards"])
    answer = await seat.post(COMPANIES, json={"name": "Ferrell LLC"}, headers={"x-request-id": found.request_id})
    found.company = succeed(answer)
    bob = await platform.newcomer("Bob")
    await bob.join(seat, role="viewer")

    async def audited() -> Any:
        params = {"action": "crm.company.created"}
        return succeed(await seat.get(f"{WORKSPACE}/audit-entries", params=params))["items"]

    async def counted() -> bool:
        overview = succeed(await seat.get(f"{ANALYTICS}/overview"))
        return any(item["value"] for item in overview["metrics"] if item["key"] == "companies_created")

    await platform.until(audited, "the company in the audit feed")
    await platform.until(counted, "the company in the numbers")
    await misuse(ada)
    people = [ada, bob, await platform.admin()]
    found.secrets |= {secret for person in people for secret in secrets_of(person)}
    for person in people:
        for mail in await platform.mails(person.email):
            found.secrets |= {word for word in mail.split() if word.isdecimal() and len(word) == 6}
            found.secrets |= {word.rpartition("/")[2] for word in mail.split() if "/invitation" in word}
    found.secrets |= set(stored(orjson.loads((house.data / "secrets.json").read_bytes())))


async def misuse(person: Person) -> None:
    """Secrets where they do not belong: a wrong password, and a token in a query and in a path."""
    body = {"email": person.email, "password": "wrong horse battery staple", "client": "native"}
    assert (await person.request("POST", f"{IDENTITY}/public/logins", json=body)).status_code == 401
    for url in (f"{COMPANIES}?access_token={person.access_token}", f"{COMPANIES}/{person.access_token}"):
        assert (await person.request("GET", url)).status_code >= 400


def secrets_of(person: Person) -> list[str]:
    secrets = [person.password, "wrong horse", person.access_token, person.refresh_token, *person.recovery_codes]
    return [secret for secret in [*secrets, person.totp.secret if person.totp else ""] if secret]


def stored(found: Any) -> list[str]:
    """Every text in a document of secrets."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in stored(value)]
    return [found] if isinstance(found, str) else []


@pytest.fixture
def trace(told: Told) -> list[Span]:
    """The spans of the request that made the company, and of all that followed from it."""
    spans = told.collector.spans()
    [first] = [s for s in spans if s.name == f"POST {COMPANIES}" and values(s)["mewayz.service"] == "gateway"]
    return [span for span in spans if span.trace_id == first.trace_id]


async def test_one_trace_spans_gateway_service_and_consumers(trace: list[Span]) -> None:
    by_id = {span.span_id: span for span in trace}
    [root] = [span for span in trace if not span.parent_span_id]
    assert values(root) == {
        "mewayz.service": "gateway",
        "http.request.method": "POST",
        "http.route": COMPANIES,
        "http.response.status_code": 201,
    }
    [crm] = [s for s in trace if s.name == f"POST {COMPANIES}" and values(s)["mewayz.service"] == "crm"]
    assert by_id[crm.parent_span_id] is root
    handled = [span for span in trace if span.name == "handle crm.company.created.v1"]
    assert {values(span)["mewayz.service"] for span in handled} >= {"workspace", "analytics"}
    assert {span.parent_span_id for span in handled} == {crm.span_id}
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in trace)


async def test_the_lines_of_the_request_lead_to_its_trace(told: Told, trace: list[Span]) -> None:
    lines = [r for r in told.collector.records() if values(r).get("request_id") == told.request_id]
    [access] = [line for line in lines if line.body.string_value == "request"]
    assert values(access)["route"] == COMPANIES
    assert values(access)["status"] == 201
    assert access.trace_id == trace[0].trace_id


async def test_everything_worth_a_number_is_measured(told: Told) -> None:
    measured = told.collector.measured()
    services = {"identity", "workspace", "crm", "analytics"}
    assert measured["http.server.request.duration"] >= services | {"gateway"}
    for instrument in ("mewayz.outbox.pending", "mewayz.outbox.age", "db.client.connection.count"):
        assert measured[instrument] >= services, instrument
    for instrument in ("mewayz.inbox.messages", "messaging.process.duration"):
        assert measured[instrument] >= {"workspace", "analytics"}, instrument
    assert measured["mewayz.outbox.lag"] >= {"crm", "workspace"}


async def test_no_secret_leaves_the_house(told: Told) -> None:
    everything = b"".join(body for bodies in told.collector.bodies.values() for body in bodies)
    assert len(told.secrets) > 10
    assert [secret for secret in told.secrets if secret.encode() in everything] == []
    assert not re.search(rb"eyJ[\w-]{12}", everything), (
        "the beginning of every JWT, longer than ids happen to repeat it"
    )
    for fields in ("@example.com", "Ferrell"):
        assert fields.encode() not in everything, "what people write is nobody's telemetry"
