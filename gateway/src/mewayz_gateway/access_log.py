"""One line per request. It is written for every request there is, so it takes the short way where it can."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import orjson
import structlog

from mewayz_gateway.edge import Inbound
from mewayz_kit.logging import export_line
from mewayz_kit.telemetry import PROBES


class AccessLog:
    """Says what was asked and what became of it; the route's template, never the path with its ids or the query."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def tell(self, inbound: Inbound, route: str | None, status: int, began: float) -> None:
        """Write the line of a request that began at `began` (performance counter); 499: the caller left first."""
        if self._enabled and inbound.path not in PROBES:  # asked every few seconds, they would bury the others
            self._write(
                method=inbound.method,
                route=route,
                status=status or 499,
                ms=round((time.perf_counter() - began) * 1000, 2),
                request_id=inbound.request_id.decode("ascii"),
            )

    @cached_property
    def _write(self) -> Callable[..., Any]:
        """Lines for machines are rendered here, for a third of what structlog's processors take; others by those,
        and so are lines that a collector gets too."""
        log = structlog.get_logger("mewayz_gateway")
        config = structlog.get_config()
        renderer = config["processors"][-1]
        if not isinstance(renderer, structlog.processors.JSONRenderer) or export_line in config["processors"]:
            return lambda **line: log.info("request", **line)
        if not log.is_enabled_for(logging.INFO):
            return lambda **_: None
        sink = config["logger_factory"]()
        waiting: list[str] = []

        def flush() -> None:
            lines = "\n".join(waiting)
            waiting.clear()
            sink.msg(lines)

        def write(**line: Any) -> None:
            line |= {"event": "request", "level": "info", "timestamp": datetime.now(UTC)}
            if not waiting:
                # The lines of one turn of the event loop leave together: each write is a system call.
                asyncio.get_running_loop().call_soon(flush)
            waiting.append(orjson.dumps(line, option=orjson.OPT_UTC_Z).decode())

        return write
