"""The product as a fleet of processes on one machine: the gateway, and every service's API and worker.

They are the commands that containers run (`mewayz gateway`, `mewayz run`), against a real MySQL and RabbitMQ.
honcho supervises: it prefixes logs, and when one process ends it stops all of them.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from honcho.manager import Manager
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from mewayz_kit.config import ConfigurationError
from mewayz_kit.db import service_url

DEFAULT_MYSQL = "mysql+aiomysql://root:@127.0.0.1:3306/mewayz_{service}"
DEFAULT_AMQP = "amqp://guest:guest@127.0.0.1:5672/"


def fleet_environment(environment: Mapping[str, str], services: Sequence[str]) -> dict[str, str]:
    """What the processes of a fleet share, on top of the house's environment."""
    gateway_port = int(environment["MEWAYZ_GATEWAY_PORT"])
    urls = {name: f"http://127.0.0.1:{gateway_port + 1 + i}" for i, name in enumerate(services)}
    return {
        **environment,
        "MEWAYZ_HOST": "127.0.0.1",
        "MEWAYZ_SERVICE_URLS": orjson.dumps(urls).decode(),
        "PYTHONUNBUFFERED": "1",
    }


async def create_schemas(template: str, services: Sequence[str]) -> None:
    """Create the schema of each service where it is missing."""
    for name in services:
        url = make_url(service_url(template, name))
        server = url._replace(database=None)
        engine = create_async_engine(server, hide_parameters=True)
        try:
            async with engine.begin() as connection:
                await connection.execute(
                    sa.text(f"CREATE DATABASE IF NOT EXISTS `{url.database}` CHARACTER SET utf8mb4")
                )
        except sa.exc.OperationalError as error:
            raise ConfigurationError(f"no MySQL answers at {server!r} ({error.orig}).") from None
        finally:
            await engine.dispose()


def run_fleet(environment: dict[str, str], services: Sequence[str]) -> int:
    """Start every process and stay until one ends or we are told to stop; answers the exit status."""
    urls = orjson.loads(environment["MEWAYZ_SERVICE_URLS"])
    mewayz = f"{sys.executable} -m mewayz_kit.cli"
    manager: Any = Manager()
    manager.add_process("gateway", f"exec {mewayz} gateway", env=environment)
    for name in services:
        port = urls[name].rpartition(":")[2]
        api = environment | {"MEWAYZ_PORT": port}
        manager.add_process(f"{name}.api", f"exec {mewayz} run --target={name} --role=api", env=api)
        worker = environment | {"MEWAYZ_PORT": "0"}
        manager.add_process(f"{name}.worker", f"exec {mewayz} run --target={name} --role=worker", env=worker)
    manager.loop()
    return int(manager.returncode or 0)
