"""What a collector would get: spans, measurements and lines, and nothing that a caller wrote."""

import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import structlog
from mewayz_sample.messages.handlers import Note, attempts, write_note
from opentelemetry import _logs, metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import SpanKind, StatusCode

from mewayz_kit.gauges import look
from mewayz_kit.ids import new_id
from mewayz_kit.logging import export_line
from mewayz_kit.telemetry import RequestObserver, current_traceparent
from mewayz_testing.bench import ServiceBench
from mewayz_testing.plugin import OpenBench

PAID = "commerce.order.paid.v1"
THINGS = "/api/v1/sample/things"
TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = f"00-{TRACE}-b7ad6b7169203331-01"
DELTA = {Counter: AggregationTemporality.DELTA, Histogram: AggregationTemporality.DELTA}


@dataclass
class Collector:
    exported: InMemorySpanExporter
    reader: InMemoryMetricReader
    logs: InMemoryLogRecordExporter

    def forget(self) -> None:
        self.exported.clear()
        self.logs.clear()
        self.reader.get_metrics_data()

    def spans(self, kind: SpanKind) -> list[ReadableSpan]:
        return [span for span in self.exported.get_finished_spans() if span.kind is kind]

    def points(self) -> dict[str, list[Any]]:
        """The measurements since the last look, by instrument."""
        data = self.reader.get_metrics_data()
        found = [m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics] if data else []
        return {metric.name: list(metric.data.data_points) for metric in found}

    def text(self) -> str:
        """Everything of it."""
        lines = [record.log_record.body for record in self.logs.get_finished_logs()]
        return "\n".join([*(span.to_json() for span in self.exported.get_finished_spans()), *map(str, lines)])


@pytest.fixture(scope="module")
def providers() -> Iterator[Collector]:
    """The providers of this process can be set once; after these tests they keep nothing any more."""
    made = Collector(
        InMemorySpanExporter(), InMemoryMetricReader(preferred_temporality=DELTA), InMemoryLogRecordExporter()
    )
    tracer, meter, logger = TracerProvider(), MeterProvider([made.reader]), LoggerProvider()
    tracer.add_span_processor(SimpleSpanProcessor(made.exported))
    logger.add_log_record_processor(SimpleLogRecordProcessor(made.logs))
    trace.set_tracer_provider(tracer)
    metrics.set_meter_provider(meter)
    _logs.set_logger_provider(logger)
    yield made
    for provider in (tracer, meter, logger):
        provider.shutdown()


@pytest.fixture
def collector(providers: Collector) -> Collector:
    providers.forget()
    return providers


@pytest.fixture
async def observed(collector: Collector, open_bench: OpenBench) -> AsyncIterator[ServiceBench]:
    """The sample as it runs where there is a collector."""
    async with open_bench(otlp_endpoint="http://127.0.0.1:9") as opened:
        yield opened


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def span_id(span: ReadableSpan) -> int:
    return int(span.get_span_context().span_id)


async def test_a_request_is_told_by_its_template(observed: ServiceBench, collector: Collector) -> None:
    member = observed.member(await observed.workspace())
    thing = (await member.post(THINGS, json={"name": "Anvil"})).json()
    collector.forget()
    url = f"{THINGS}/{thing['id']}"
    assert (await member.get(url, headers={"traceparent": CALLER})).status_code == 200
    [span] = collector.spans(SpanKind.SERVER)
    assert span.name == f"GET {THINGS}/{{record_id}}"
    told = {
        "mewayz.service": "sample",
        "http.request.method": "GET",
        "http.route": f"{THINGS}/{{record_id}}",
        "http.response.status_code": 200,
    }
    assert attributes(span) == told
    assert span.parent is not None
    assert f"{span.parent.trace_id:032x}-{span.parent.span_id:016x}" == f"{TRACE}-b7ad6b7169203331"
    [point] = collector.points()["http.server.request.duration"]
    assert (dict(point.attributes), point.count) == (told, 1)
    assert 0 < point.sum < 10
    assert {scope.instrumentation_scope.name for scope in collector.exported.get_finished_spans()} == {
        "mewayz_kit.http"
    }


async def test_refusals_and_bugs_have_their_status(observed: ServiceBench, collector: Collector) -> None:
    client = observed.client()
    assert (await client.get(THINGS, params={"q": "hush-hush"})).status_code == 401
    assert (await client.get("/api/v1/sample/nowhere/hush-hush")).status_code == 404
    assert (await client.request("BREW", THINGS)).status_code == 405
    assert (await client.post("/api/v1/sample/probes/broken")).status_code == 500
    spans = {attributes(span)["http.response.status_code"]: span for span in collector.spans(SpanKind.SERVER)}
    assert {status: span.name for status, span in spans.items()} == {
        401: f"GET {THINGS}",
        404: "GET",
        405: f"_OTHER {THINGS}",
        500: "POST /api/v1/sample/probes/broken",
    }
    assert [status for status, span in spans.items() if span.status.status_code is StatusCode.ERROR] == [500]
    assert not any(span.events for span in spans.values())
    assert "hush-hush" not in collector.text()


async def test_probes_are_not_told(observed: ServiceBench, collector: Collector) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await observed.client().get(path)).status_code == 200
    assert collector.spans(SpanKind.SERVER) == []


async def test_a_trace_goes_from_the_request_through_the_outbox_to_the_handler(
    observed: ServiceBench, collector: Collector
) -> None:
    member = observed.member(await observed.workspace())
    collector.forget()
    answer = await member.post(THINGS, json={"name": "Anvil"}, headers={"traceparent": CALLER})
    assert answer.status_code == 201
    [request] = collector.spans(SpanKind.SERVER)
    [event] = await observed.published("sample.thing.created.v1")
    assert event.traceparent is not None
    assert event.traceparent[:-3] == f"00-{TRACE}-{span_id(request):016x}"

    await observed.deliver(
        PAID, {"id": "1", "order_id": str(new_id()), "note": "traced"}, traceparent=event.traceparent
    )
    [handled] = [span for span in collector.spans(SpanKind.CONSUMER) if span.name == f"handle {PAID}"]
    assert f"{handled.get_span_context().trace_id:032x}" == TRACE
    assert handled.parent is not None
    assert handled.parent.span_id == span_id(request)
    assert attributes(handled)["messaging.destination.name"] == "messages.count_order"


async def test_messages_are_counted_by_outcome_and_timed(observed: ServiceBench, collector: Collector) -> None:
    attempts.clear()
    for note in ("fine", "fail 1", "reject"):
        await observed.deliver(PAID, {"order_id": str(new_id()), "note": note})
    observed.clock.advance(seconds=10)
    await observed.run_until_idle()
    points = collector.points()
    mine = [p for p in points["mewayz.inbox.messages"] if p.attributes["messaging.destination.name"].endswith("order")]
    assert {p.attributes["mewayz.outcome"]: p.value for p in mine} == {"handled": 2, "failed": 1, "dead": 1}
    assert {p.attributes["mewayz.service"] for p in mine} == {"sample"}
    times = [
        p for p in points["messaging.process.duration"] if p.attributes["messaging.destination.name"].endswith("order")
    ]
    assert {p.attributes.get("error.type"): p.count for p in times} == {None: 2, "RuntimeError": 1, "Reject": 1}
    failed = [span for span in collector.spans(SpanKind.CONSUMER) if span.status.status_code is StatusCode.ERROR]
    assert sorted(attributes(span)["error.type"] for span in failed) == ["Reject", "RuntimeError"]
    assert not any(span.events or span.status.description for span in failed)


async def test_what_follows_from_a_message_is_its_child(observed: ServiceBench, collector: Collector) -> None:
    async with observed.uow() as uow:
        uow.enqueue(write_note, Note(text="alone"))
    await observed.run_until_idle()
    [alone] = [span for span in collector.spans(SpanKind.CONSUMER) if "write_note" in span.name]
    assert alone.parent is None, "outside of any trace there is none to go on with"
    collector.forget()
    with trace.get_tracer("test").start_as_current_span("asking") as asking:
        async with observed.uow() as uow:
            uow.cause = replace(uow.cause, traceparent=current_traceparent())
            uow.enqueue(write_note, Note(text="asked"))
    await observed.run_until_idle()
    [asked] = [span for span in collector.spans(SpanKind.CONSUMER) if "write_note" in span.name]
    assert asked.parent is not None
    assert asked.parent.span_id == asking.get_span_context().span_id


async def test_waiting_events_their_age_and_used_connections(observed: ServiceBench, collector: Collector) -> None:
    member = observed.member(await observed.workspace())
    await observed.run_until_idle()
    await look(observed.runtime)
    before, sent = collector.points(), len(await observed.published())
    assert [(p.value, p.attributes["mewayz.service"]) for p in before["mewayz.outbox.pending"]] == [(0, "sample")]
    assert [p.value for p in before["mewayz.outbox.age"]] == [0]
    await member.post(THINGS, json={"name": "Anvil"})
    observed.clock.advance(seconds=90)
    await look(observed.runtime)
    waiting = collector.points()
    fresh = len(await observed.published()) - sent
    assert [p.value for p in waiting["mewayz.outbox.pending"]] == [fresh]
    assert [p.value for p in waiting["mewayz.outbox.age"]] == [90]
    async with observed.runtime.db.write.connect():
        await look(observed.runtime)
    pools = {
        (p.attributes["db.client.connection.pool.name"], p.attributes["db.client.connection.state"]): p.value
        for p in collector.points()["db.client.connection.count"]
    }
    assert pools["sample.write", "used"] == 1
    assert pools["sample.read", "used"] == 0
    await observed.run_until_idle()
    [lag] = collector.points()["mewayz.outbox.lag"]
    assert (lag.count, lag.sum) == (fresh, fresh * 90)


async def test_without_a_collector_nothing_is_told(bench: ServiceBench, collector: Collector) -> None:
    member = bench.member(await bench.workspace())
    answer = await member.post(THINGS, json={"name": "Anvil"}, headers={"traceparent": CALLER})
    assert answer.status_code == 201
    assert collector.spans(SpanKind.SERVER) == []
    [event] = await bench.published("sample.thing.created.v1")
    assert event.traceparent == CALLER, "the trace of others goes on all the same"


def test_lines_go_to_the_collector_with_their_trace_and_to_stdout_as_before(collector: Collector) -> None:
    stdout = io.StringIO()
    log = structlog.wrap_logger(
        structlog.PrintLogger(stdout),
        processors=[structlog.processors.add_log_level, export_line, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    with trace.get_tracer("test").start_as_current_span("work") as span:
        try:
            raise LookupError("gone")
        except LookupError:
            log.warning("work.failed", request_id="r-1", attempts=3, workspace_id=None, exc_info=True)
    [exported] = collector.logs.get_finished_logs()
    record = exported.log_record
    assert (record.body, record.severity_text) == ("work.failed", "WARNING")
    assert (record.trace_id, record.span_id) == (span.get_span_context().trace_id, span.get_span_context().span_id)
    told = dict(record.attributes or {})
    assert (told["request_id"], told["attempts"]) == ("r-1", 3)
    assert told["exception"].endswith("LookupError: gone")
    assert "workspace_id" not in told
    assert json.loads(stdout.getvalue())["event"] == "work.failed"


def test_the_root_decides_what_is_traced_and_links_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    exported = InMemorySpanExporter()

    def sampling(ratio: float) -> RequestObserver:
        provider = TracerProvider(sampler=ParentBasedTraceIdRatio(ratio), shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(exported))
        monkeypatch.setattr("opentelemetry.trace.get_tracer", lambda name: provider.get_tracer(name))
        return RequestObserver("gateway")

    with sampling(0.0).observe("GET", CALLER, root=True):
        parent = current_traceparent()
        assert parent is not None
        assert not int(parent[-2:], 16) & 1, "the caller's flag does not count"
    with sampling(0.0).observe("GET", parent):
        unsampled = current_traceparent()
        assert unsampled is not None
        assert unsampled[:36] == parent[:36]
    assert exported.get_finished_spans() == ()
    with sampling(1.0).observe("GET", CALLER, root=True) as seen:
        seen.status = 200
    [span] = exported.get_finished_spans()
    assert span.parent is None
    assert f"{span.get_span_context().trace_id:032x}" != TRACE
    assert [f"{link.context.trace_id:032x}" for link in span.links] == [TRACE]


@pytest.mark.parametrize("header", ["", "00-zz", f"00-{'0' * 32}-{'0' * 16}-01", "ff" + CALLER[2:]])
def test_a_trace_that_cannot_be_read_is_none(collector: Collector, header: str) -> None:
    with RequestObserver("sample").observe("GET", header):
        parent = current_traceparent()
    assert parent is not None
    assert TRACE not in parent
