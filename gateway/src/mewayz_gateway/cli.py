"""`mewayz gateway`: run the public door as a process of its own."""

import argparse
from pathlib import Path
from typing import Any

import orjson
import uvicorn
import uvloop

from mewayz_gateway.app import create_gateway
from mewayz_gateway.http_upstream import HttpUpstream
from mewayz_gateway.server import CorkedProtocol
from mewayz_gateway.settings import GatewaySettings, load_gateway_settings
from mewayz_kit.config import ConfigurationError
from mewayz_kit.logging import configure_logging
from mewayz_kit.telemetry import configure_telemetry


def command(arguments: list[str]) -> None:
    """Run until told to stop; everything comes from `MEWAYZ_GATEWAY_…` variables."""
    parser = argparse.ArgumentParser(prog="mewayz gateway", description="Run the public door.")
    parser.parse_args(arguments)
    settings = load_gateway_settings()
    configure_logging(settings.log_level, export=settings.otlp_endpoint is not None)
    configure_telemetry("gateway", settings.otlp_endpoint, settings.trace_ratio)
    if settings.amqp_url is None:
        raise ConfigurationError("MEWAYZ_AMQP_URL is missing; in one process use `mewayz up`.")
    uvloop.run(_serve(settings, settings.amqp_url.get_secret_value()))


async def _serve(settings: GatewaySettings, amqp_url: str) -> None:
    from mewayz_kit.transport.rabbit import RabbitTransport

    routes: list[dict[str, Any]] = orjson.loads(_read(settings.routes_file))
    document = _read(settings.openapi_file)
    gateway = create_gateway(
        settings,
        routes=routes,
        upstreams=http_upstreams(settings, {route["service"] for route in routes}),
        transport=RabbitTransport(amqp_url, app="gateway", prefix=settings.amqp_prefix),
        openapi=lambda: document,
    )
    config = uvicorn.Config(gateway, **server_options(settings))
    await uvicorn.Server(config).serve()


def http_upstreams(settings: GatewaySettings, services: set[str]) -> dict[str, HttpUpstream]:
    """An upstream over the network for each service."""
    return {
        name: HttpUpstream(
            settings.url_of(name),
            connect_timeout=settings.connect_timeout,
            idle_timeout=settings.idle_timeout,
        )
        for name in services
    }


def server_options(settings: GatewaySettings) -> dict[str, Any]:
    """How uvicorn serves the gateway: it trusts no proxy header itself, that is the edge's work."""
    return {
        "host": settings.host,
        "port": settings.port,
        "lifespan": "on",
        "http": CorkedProtocol,
        "ws": "websockets-sansio",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,
        "h11_max_incomplete_event_size": settings.max_header_bytes,
        "ws_max_size": 1_048_576,
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": 20,
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror}); `make contracts` makes it.") from None
