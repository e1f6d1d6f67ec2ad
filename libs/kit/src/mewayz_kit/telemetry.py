"""OpenTelemetry: traces and metrics, exported by OTLP/HTTP when `MEWAYZ_OTLP_ENDPOINT` is set.

Without an endpoint no provider is installed and the API's no-op objects cost next to nothing. Sampling is by
ratio at the root; tracing every request would cost more than most requests themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import metrics, propagate, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from structlog.contextvars import bound_contextvars

from mewayz_kit.transport.base import Envelope


def configure_telemetry(service: str, endpoint: str | None, ratio: float) -> None:
    """Install the exporters of this process, once, if there is a collector to send to."""
    if endpoint is None:
        return
    resource = Resource.create({"service.name": service, "service.namespace": "mewayz"})
    tracer = TracerProvider(resource=resource, sampler=ParentBasedTraceIdRatio(ratio))
    tracer.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    trace.set_tracer_provider(tracer)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics"))
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[reader]))


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the running span, if one is recorded."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def message_span(envelope: Envelope, consumer: str) -> Iterator[None]:
    """A span and log context around the handling of one message, continuing the sender's trace."""
    carrier = {"traceparent": envelope.traceparent} if envelope.traceparent else {}
    tracer = trace.get_tracer("mewayz_kit.inbox")
    with (
        bound_contextvars(
            message_id=str(envelope.id),
            correlation_id=str(envelope.correlationid),
            workspace_id=str(envelope.workspaceid) if envelope.workspaceid else None,
            consumer=consumer,
        ),
        tracer.start_as_current_span(
            f"handle {envelope.type}",
            context=propagate.extract(carrier),
            kind=trace.SpanKind.CONSUMER,
            attributes={"messaging.message.id": str(envelope.id), "messaging.destination.name": consumer},
        ),
    ):
        yield
