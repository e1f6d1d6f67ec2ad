"""The pytest plugin: databases by migration, a bench for the service a test lies in, a clock, servers.

`--storage=sqlite` (default) or `--storage=mysql` chooses where the benches keep their rows.
"""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mewayz_kit.logging import configure_logging
from mewayz_kit.service import Service, installed_services
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench
from mewayz_testing.clock import ManualClock
from mewayz_testing.schemas import MysqlSchemas, SqliteSchemas

OpenBench = Callable[..., AbstractAsyncContextManager[ServiceBench]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The command line."""
    parser.addoption("--storage", choices=("sqlite", "mysql"), default="sqlite", help="where benches keep rows")
    parser.addoption("--house", choices=("embedded", "fleet"), default="embedded", help="how e2e runs the product")


def pytest_configure(config: pytest.Config) -> None:
    """Logs are for people here; no test fails because a machine is slow; workers share the main process's servers."""
    configure_logging("WARNING", pretty=True)
    # How fast examples come says how busy the machine is, nothing about the code.
    settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
    if getattr(config.option, "numprocesses", None):
        servers.share_with_workers()


def pytest_collection_finish() -> None:
    """What stays until the end is not looked through again and again: that was a fifth of the time of every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_report_header() -> list[str]:
    """Which servers these are."""
    return servers.header_lines()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was not run for want of a server, in one clear line each."""
    for line in servers.summary_lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `mysql` or `rabbit` need that server."""
    for kind in servers.KINDS:
        if item.get_closest_marker(kind):
            servers.require_server(kind)


def pytest_sessionfinish() -> None:
    """Leave nothing on a shared server."""
    servers.drop_schemas()


@pytest.fixture
def clock() -> ManualClock:
    """The clock of the bench: stands still until the test moves it."""
    return ManualClock()


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The databases of this worker."""
    if request.config.getoption("--storage") == "sqlite":
        return SqliteSchemas(tmp_path_factory.mktemp("schemas"))
    servers.require_server("mysql")
    return MysqlSchemas(servers.create_schema)


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Service:
    """The service whose folder the test lies in."""
    parts = Path(request.path).parts
    return _service(parts[parts.index("services") + 1])


@cache
def _service(name: str) -> Service:
    """Looked up once: entry points are read from the disk."""
    return installed_services([name])[0]


@pytest.fixture
def database(schemas: Any, service: Service) -> Iterator[str]:
    """A clean, migrated database of the service under test."""
    yield schemas.lend(service)
    schemas.restore(service)


@pytest.fixture
def open_bench(service: Service, database: str, clock: ManualClock, tmp_path: Path) -> OpenBench:
    """Opens a bench with settings or callees of the test's own."""
    return partial(ServiceBench.open, service, database, files_url=f"file://{tmp_path}/files", clock=clock)


@pytest.fixture
async def bench(open_bench: OpenBench) -> AsyncIterator[ServiceBench]:
    """The service under test, alive."""
    async with open_bench() as opened:
        yield opened
