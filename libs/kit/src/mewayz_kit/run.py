"""Putting a service together: its API, its worker, and the ASGI app a process serves.

Nothing here knows which mode it runs in: the caller passes settings, a transport and, if callees live in the
same process, their transports.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from mewayz_kit.config import ConfigurationError
from mewayz_kit.gauges import measure
from mewayz_kit.inbox import Runner
from mewayz_kit.logging import configure_logging
from mewayz_kit.openapi import refuse_ambiguity
from mewayz_kit.outbox import Relay
from mewayz_kit.problems import install_problem_handlers
from mewayz_kit.service import Lifespans, Runtime, Service
from mewayz_kit.system import system_routes
from mewayz_kit.telemetry import RequestObserver, configure_telemetry, flush_telemetry

log = structlog.get_logger(__name__)
UNOBSERVED: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
"""FastAPI's own telemetry is off: its spans hold paths and queries (tickets, signed links), its logs the texts of
exceptions, and a span costs it several times what `RequestObserver` takes."""


class ObservedAPI(FastAPI):
    """A service's application that tells of every request, around its error handling too."""

    observer: RequestObserver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self.observer.serve(super().__call__, scope, receive, send)


def create_api(service: Service, runtime: Runtime | None) -> FastAPI:
    """The service's application: public routes below `/api/v1/<name>`, internal ones below `/internal/v1`.

    Without a runtime it cannot answer, but it can be described (OpenAPI, routes).
    """
    observed = runtime is not None and runtime.settings.otlp_endpoint is not None
    kind = ObservedAPI if observed else FastAPI
    app = kind(title=service.title, version="1", openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNOBSERVED)
    if isinstance(app, ObservedAPI):
        app.observer = RequestObserver(service.name)
    app.state.runtime = runtime
    install_problem_handlers(app)
    for feature in service.features:
        for router in feature.routers:
            # Routes are taken over flat: their paths are already whole, and one level matches fastest.
            app.router.routes.extend(router.routes)
    app.router.routes.extend(system_routes().routes)
    refuse_ambiguity(app)
    return app


@asynccontextmanager
async def running(runtime: Runtime, *, roles: str = "all") -> AsyncIterator[Runtime]:
    """Run the background work of one service: `api` relays, `worker` also consumes and handles, `all` is both."""
    lifespans = Lifespans()
    await runtime.transport.start()
    if runtime.service.on_start is not None:
        await runtime.service.on_start(runtime)
    if roles in {"worker", "all"}:  # before the relay: own events must find the own inbox too
        await runtime.transport.subscribe(runtime.service.name, runtime.inbox.types, runtime.inbox.accept)
        lifespans.start("runner", Runner(runtime, lanes=runtime.settings.runner_lanes).run())
    lifespans.start("relay", Relay(runtime).run())
    if runtime.settings.otlp_endpoint is not None:
        lifespans.start("gauges", measure(runtime))
    try:
        yield runtime
    finally:
        await lifespans.stop()


class ServiceProcess:
    """One service as a process: an ASGI app whose lifespan runs the background work."""

    def __init__(self, service: Service, runtime: Runtime, *, roles: str) -> None:
        self._runtime = runtime
        self._roles = roles
        self._app: ASGIApp = create_api(service, runtime)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        await serve_lifespan(receive, send, self._run)

    @asynccontextmanager
    async def _run(self) -> AsyncIterator[None]:
        try:
            await self._runtime.db.ping()
        except Exception as error:  # drivers have many ways to say so; an operator needs the one sentence
            raise ConfigurationError(
                f"{self._runtime.service.name} cannot reach its database ({type(error).__name__})."
            ) from error
        async with running(self._runtime, roles=self._roles):
            yield
        await self._runtime.transport.stop()
        await self._runtime.close()
        await asyncio.to_thread(flush_telemetry)


def settle() -> None:
    """Leave all that was made by the start, and lives as long as the process, out of garbage collection.

    A service's mappers, schemas and routes are more than a hundred thousand objects; walking through them again and
    again took a third of the time of a request under load. Collections come later, too: a request makes thousands of
    objects that die with it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def serve_lifespan(receive: Receive, send: Send, run: Callable[[], Any]) -> None:
    """The ASGI lifespan protocol around an async context manager."""
    await receive()
    try:
        async with run():
            settle()
            await send({"type": "lifespan.startup.complete"})
            await receive()
    except BaseException as error:
        if isinstance(error, Exception):  # a bug; what an operator can mend says so in one sentence
            log.error("process.failed", exc_info=error)
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        raise
    await send({"type": "lifespan.shutdown.complete"})


def serve(service: Service, *, role: str) -> None:
    """Run one service until it is told to stop (`mewayz run`)."""
    settings = service.load_settings()
    configure_logging(settings.log_level, export=settings.otlp_endpoint is not None)
    configure_telemetry(service.name, settings.otlp_endpoint, settings.trace_ratio)
    amqp_url = settings.amqp_url
    if amqp_url is None:
        raise ConfigurationError("MEWAYZ_AMQP_URL is missing; in one process use `mewayz up`.")
    from mewayz_kit.transport.rabbit import RabbitTransport

    async def main() -> None:
        transport = RabbitTransport(
            amqp_url.get_secret_value(), app=service.name, services=settings.services, prefix=settings.amqp_prefix
        )
        runtime = Runtime(service, settings, transport=transport)
        app = ServiceProcess(service, runtime, roles=role)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=20,
        )
        await uvicorn.Server(config).serve()

    uvloop.run(main())
