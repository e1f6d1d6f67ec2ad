"""OpenTelemetry: traces, metrics and logs, exported by OTLP/HTTP when `MEWAYZ_OTLP_ENDPOINT` is set.

Without an endpoint no provider is installed and the API's no-op objects cost next to nothing. Sampling is by
ratio at the root, which is the gateway; tracing every request would cost more than most requests themselves.

Names follow OpenTelemetry's semantic conventions where those have one. Several services may share a process, so
every span and measurement names its own in `mewayz.service`. Nothing a caller wrote goes into telemetry: a route
is told by its template, because paths and queries may hold tickets, codes and signed links.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from opentelemetry import _logs, metrics, trace
from opentelemetry.context import Context
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from mewayz_kit.transport.base import Envelope

FLUSH_SECONDS: Final = 5
"""How long a process that ends waits for its collector, at most, per signal."""
PROBES: Final = frozenset({"/healthz", "/readyz"})
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
W3C: Final = TraceContextTextMapPropagator()
METER: Final = metrics.get_meter("mewayz_kit")
REQUESTS: Final = METER.create_histogram(
    "http.server.request.duration",
    unit="s",
    description="Duration of HTTP server requests.",
    explicit_bucket_boundaries_advisory=SECONDS,
)
MESSAGES: Final = METER.create_counter(
    "mewayz.inbox.messages", unit="{message}", description="Messages by outcome: handled, failed (again later), dead."
)
HANDLING: Final = METER.create_histogram(
    "messaging.process.duration",
    unit="s",
    description="Duration of handling one message.",
    explicit_bucket_boundaries_advisory=SECONDS,
)
RELAY_LAG: Final = METER.create_histogram(
    "mewayz.outbox.lag",
    unit="s",
    description="From the writing of an event to its being safely with the transport.",
    explicit_bucket_boundaries_advisory=(*SECONDS, 60.0, 300.0, 3600.0),
)


def configure_telemetry(service: str, endpoint: str | None, ratio: float) -> None:
    """Install the exporters of this process, once, if there is a collector to send to."""
    if endpoint is None:
        return
    # Imported only where they are needed: the exporters take a quarter of a second.
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    base = endpoint.rstrip("/")
    resource = Resource.create({"service.name": service, "service.namespace": "mewayz"})
    tracer = TracerProvider(resource=resource, sampler=ParentBasedTraceIdRatio(ratio))
    tracer.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{base}/v1/traces")))
    trace.set_tracer_provider(tracer)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{base}/v1/metrics"))
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[reader]))
    logger = LoggerProvider(resource=resource)
    logger.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(f"{base}/v1/logs")))
    _logs.set_logger_provider(logger)


def flush_telemetry() -> None:
    """Send what is still waiting; blocks, so a loop calls it in a thread.

    A server that is told to stop ends by the very signal, and then nothing registered for the exit runs any more.
    """
    for provider in (trace.get_tracer_provider(), metrics.get_meter_provider(), _logs.get_logger_provider()):
        flush = getattr(provider, "force_flush", None)  # the API's own providers keep nothing
        if flush is not None:
            flush(FLUSH_SECONDS * 1000)


def current_traceparent() -> str | None:
    """The W3C `traceparent` (Trace Context §3.2) of the running span, sampled or not; None outside of any."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


@dataclass(slots=True)
class Observed:
    """What became of a request; filled in by whoever handles it. No route: none was found."""

    route: str | None = None
    status: int = 0


class RequestObserver:
    """Spans and durations of the HTTP requests that one service, or the gateway, answers."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._tracer = trace.get_tracer("mewayz_kit.http")

    @contextmanager
    def observe(self, method: str, traceparent: str | None, *, root: bool = False) -> Iterator[Observed]:
        """Around one request. A `root` decides itself what is traced and only links to the caller's trace:
        otherwise anybody outside could have everything traced."""
        method, seen, began = method if method in METHODS else "_OTHER", Observed(), perf_counter()
        caller = _context(traceparent)
        with self._tracer.start_as_current_span(
            method,
            context=Context() if root else caller,
            kind=trace.SpanKind.SERVER,
            links=_links(caller) if root else None,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield seen
            finally:
                told: dict[str, str | int] = {
                    "mewayz.service": self._service,
                    "http.request.method": method,
                    "http.response.status_code": seen.status or 499,
                }
                if seen.route is not None:
                    told["http.route"] = seen.route
                    span.update_name(f"{method} {seen.route}")
                span.set_attributes(told)
                if seen.status >= 500:
                    span.set_status(trace.StatusCode.ERROR)
                REQUESTS.record(perf_counter() - began, told)

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let `app` answer, observed; what watches over the process is not."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await app(scope, receive, send)
            return
        with self.observe(scope["method"], traceparent_of(scope)) as seen:

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    seen.status = message["status"]
                await send(message)

            try:
                await app(scope, receive, sending)
            finally:
                seen.route = getattr(scope.get("route"), "path_format", None)


def traceparent_of(scope: Scope) -> str | None:
    """The `traceparent` header of an ASGI request."""
    found = next((value for name, value in scope["headers"] if name == b"traceparent"), None)
    return None if found is None else found.decode("latin-1")


@dataclass(slots=True)
class Handled:
    """What became of a message: `handled`, `dead`, or `failed`, which also is one whose worker was stopped: it comes
    again. `error` is the name of a class."""

    outcome: str = "failed"
    error: str | None = None


class HandlerObserver:
    """Spans, log context and measurements of the messages that one service handles."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._tracer = trace.get_tracer("mewayz_kit.inbox")

    @contextmanager
    def handling(self, envelope: Envelope, consumer: str, *, number: int = 1) -> Iterator[Handled]:
        """Around the handling of one message, or of a number that begins with it, continuing the sender's trace."""
        told = {"mewayz.service": self._service, "messaging.destination.name": consumer}
        seen, began = Handled(), perf_counter()
        with (
            bound_contextvars(
                message_id=str(envelope.id),
                correlation_id=str(envelope.correlationid),
                workspace_id=str(envelope.workspaceid) if envelope.workspaceid else None,
                consumer=consumer,
            ),
            self._tracer.start_as_current_span(
                f"handle {envelope.type}",
                context=_context(envelope.traceparent),
                kind=trace.SpanKind.CONSUMER,
                attributes=told | {"messaging.message.id": str(envelope.id), "messaging.operation.type": "process"},
                record_exception=False,
                set_status_on_exception=False,
            ) as span,
        ):
            try:
                yield seen
            finally:
                MESSAGES.add(number, told | {"mewayz.outcome": seen.outcome})
                if seen.error is not None:
                    # The class only: the text of an exception may hold what a caller wrote.
                    told["error.type"] = seen.error
                    span.set_attribute("error.type", seen.error)
                    span.set_status(trace.StatusCode.ERROR)
                HANDLING.record(perf_counter() - began, told)


class _Only(Getter[str]):
    """The carrier is the header's value itself."""

    def get(self, carrier: str, key: str) -> list[str] | None:
        return [carrier] if key == "traceparent" else None

    def keys(self, carrier: str) -> list[str]:
        return ["traceparent"]


_ONLY: Final = _Only()


def _context(traceparent: str | None) -> Context:
    """A context whose span is the caller's; an empty one when there is none, or one that cannot be read."""
    return Context() if traceparent is None else W3C.extract(traceparent, Context(), _ONLY)


def _links(context: Context) -> list[Any]:
    span = trace.get_current_span(context).get_span_context()
    return [trace.Link(span)] if span.is_valid else []
