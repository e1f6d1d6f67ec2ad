"""Structured logs: one JSON object per line on stdout, with request, workspace, principal and trace.

Where there is a collector, the same lines go there too (OpenTelemetry logs), so that a trace leads to its lines.
"""

import logging
import sys
import time
from typing import Any

import orjson
import structlog
from opentelemetry import _logs, trace
from opentelemetry._logs import SeverityNumber

SEVERITIES = {
    "debug": SeverityNumber.DEBUG,
    "info": SeverityNumber.INFO,
    "warning": SeverityNumber.WARN,
    "error": SeverityNumber.ERROR,
    "critical": SeverityNumber.FATAL,
}
NO_ATTRIBUTES = frozenset({"event", "level", "timestamp", "trace_id", "exc_info"})
"""What a log record of OpenTelemetry has places of its own for."""


def configure_logging(level: str = "INFO", *, pretty: bool = False, export: bool = False) -> None:
    """Set up structlog for this process, and let the standard library's loggers speak through it.

    `export`: there is a collector, which `configure_telemetry` knows.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        *([export_line] if export else []),
    ]
    if pretty:
        renderer: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        factory: Any = structlog.PrintLoggerFactory(sys.stderr)
    else:
        renderer = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_dumps)]
        # `print` would write a line and its end apart, which processes that share a stream then mix up.
        factory = structlog.WriteLoggerFactory(sys.stdout)
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)


def _dumps(value: Any, **_: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def _add_trace(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = format(context.trace_id, "032x")
    return event


def export_line(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A processor that hands the line to OpenTelemetry and changes nothing."""
    line = structlog.processors.format_exc_info(logger, method, dict(event))
    level = str(event.get("level", method))
    _logs.get_logger("mewayz").emit(
        timestamp=time.time_ns(),
        severity_number=SEVERITIES.get(level, SeverityNumber.UNSPECIFIED),
        severity_text=level.upper(),
        body=str(event.get("event", "")),
        attributes={
            name: _plain(value) for name, value in line.items() if name not in NO_ATTRIBUTES and value is not None
        },
    )
    return event


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bool | int | float) else str(value)
