"""`mewayz up`, `mewayz fleet`, `mewayz local`: the house on one machine."""

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from mewayz_allinone.environment import DEFAULT_DATA, DEFAULT_PORT, house_environment
from mewayz_allinone.fleet import DEFAULT_AMQP, DEFAULT_MYSQL, create_schemas, fleet_environment, run_fleet
from mewayz_gateway.settings import load_gateway_settings
from mewayz_kit.cli import main
from mewayz_kit.config import ConfigurationError
from mewayz_kit.logging import configure_logging
from mewayz_kit.migrations import migrate
from mewayz_kit.run import serve_lifespan
from mewayz_kit.service import installed_services
from mewayz_kit.telemetry import configure_telemetry, flush_telemetry

if TYPE_CHECKING:
    from mewayz_allinone.compose import House

BANNER = """
  Mewayz is up:      {url}
  Web app:           {web}
  API text:          {url}/docs
  First admin:       {command} setup-token   (then POST /api/v1/identity/public/setup)
  Mail lands in:     {command} mailbox
  Everything lives in {data}; stop with Ctrl-C.
"""


def up(arguments: list[str]) -> None:
    """Everything in one process; needs nothing but Python."""
    options = _options("up", arguments)
    _enter(options)
    from mewayz_allinone.compose import prepared  # only this command needs the whole product in its process

    settings = load_gateway_settings()
    export = settings.otlp_endpoint is not None
    configure_logging(os.environ.get("MEWAYZ_LOG_LEVEL", "WARNING"), pretty=sys.stderr.isatty(), export=export)
    configure_telemetry("mewayz", settings.otlp_endpoint, settings.trace_ratio)

    async def serve() -> None:
        config = uvicorn.Config(
            _lifelong(await prepared(installed_services()), _banner(options)),
            host=options.host,
            port=options.port,
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=10,
        )
        await uvicorn.Server(config).serve()

    uvloop.run(serve())


def _lifelong(house: "House", banner: str) -> ASGIApp:
    """The house inside the server's lifespan: after a SIGTERM nothing outside of that runs any more."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with house.running():
            print(banner, file=sys.stderr)
            yield
        await asyncio.to_thread(flush_telemetry)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await serve_lifespan(receive, send, running)
        else:
            await house.gateway(scope, receive, send)

    return app


def fleet(arguments: list[str]) -> None:
    """Gateway and services as processes, on MySQL and RabbitMQ."""
    options = _options("fleet", arguments)
    os.environ.setdefault("MEWAYZ_DATABASE_URL", DEFAULT_MYSQL)
    os.environ.setdefault("MEWAYZ_AMQP_URL", DEFAULT_AMQP)
    _enter(options)
    services = installed_services()
    names = [service.name for service in services]
    template = os.environ["MEWAYZ_DATABASE_URL"]
    asyncio.run(create_schemas(template, names))
    for service in services:
        migrate(service, template)
    print(_banner(options), file=sys.stderr)
    raise SystemExit(run_fleet(fleet_environment(dict(os.environ), names), names))


def local(arguments: list[str]) -> None:
    """Any other command, with the environment of the local house: `mewayz local setup-token`."""
    parser = argparse.ArgumentParser(prog="mewayz local")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--fleet", action="store_true", help="of the fleet instead of the single process")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not options.data.exists():
        raise ConfigurationError(f"there is no house in {options.data}; start one with `make up`.")
    if options.fleet:
        os.environ.setdefault("MEWAYZ_DATABASE_URL", DEFAULT_MYSQL)
        os.environ.setdefault("MEWAYZ_AMQP_URL", DEFAULT_AMQP)
    _enter(argparse.Namespace(data=options.data, host="127.0.0.1", port=DEFAULT_PORT))
    main(options.command)


def _options(name: str, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"mewayz {name}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of everything that is stored")
    return parser.parse_args(arguments)


def _enter(options: argparse.Namespace) -> None:
    """Make this process' environment that of the house in `options.data`."""
    names = [service.name for service in installed_services()]
    environment = house_environment(options.data, names, host=options.host, port=options.port, present=os.environ)
    os.environ.update(environment)


def _banner(options: argparse.Namespace) -> str:
    command = f"{_program()} local" + (f" --data {options.data}" if options.data != DEFAULT_DATA else "")
    url = f"http://{options.host}:{options.port}"
    built = "MEWAYZ_GATEWAY_WEB_DIR" in os.environ
    web = url if built else "not built; with Node.js 20.19+ on this machine, `make web` and a restart bring it"
    return BANNER.format(url=url, web=web, command=command, data=options.data.resolve())


def _program() -> str:
    """What to type to run us again: most people have not activated the environment that `make` built."""
    if shutil.which("mewayz"):
        return "mewayz"
    program = Path(sys.executable).parent / "mewayz"
    return str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program)
