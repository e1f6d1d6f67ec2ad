"""One service in this process on SQLite, and the CPU time of what it does.

CPU of all threads is counted, so that other work of the machine does not matter; what is compared runs in turn.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.logging import configure_logging
from mewayz_kit.run import settle
from mewayz_kit.service import installed_services
from mewayz_testing.bench import ServiceBench
from mewayz_testing.schemas import SqliteSchemas

Work = Callable[[], Awaitable[Any]]
WARM = 5
"""Rounds that do not count: the first ones compile statements."""


@asynccontextmanager
async def one_service(name: str, callees: Mapping[str, Any] | None = None) -> AsyncIterator[ServiceBench]:
    """The service with a new database, until the block ends."""
    configure_logging("WARNING")
    [service] = installed_services([name])
    with TemporaryDirectory() as folder:
        schemas = SqliteSchemas(Path(folder))
        await asyncio.to_thread(schemas.prepare, service)
        url = schemas.lend(service)
        async with ServiceBench.open(service, url, files_url=f"file://{folder}/files", callees=callees) as bench:
            settle()
            yield bench


def outlet() -> Starlette:
    """Workspace's mail outlet, which takes whatever comes."""

    async def accept(_request: Request) -> JSONResponse:
        return JSONResponse({}, status_code=202)

    return Starlette(routes=[Route("/internal/v1/mails", accept, methods=["POST"])])


async def in_turn(works: Mapping[str, Work], *, rounds: int, times: int = 1) -> dict[str, float]:
    """The median CPU time of each in ms. `times`: how often in a row, where one time is too short to be measured."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + WARM):
        for name, work in works.items():
            began = time.process_time()
            for _ in range(times):
                await work()
            if number >= WARM:
                found[name].append((time.process_time() - began) * 1000 / times)
    return {name: median(spent) for name, spent in found.items()}
