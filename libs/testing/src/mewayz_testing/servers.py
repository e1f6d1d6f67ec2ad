"""The real servers that tests need, and a corner of them for each test process.

A server comes from, in this order: `MEWAYZ_TEST_MYSQL_URL` or `MEWAYZ_TEST_AMQP_URL`; a server on localhost
that lets the usual development user in; a container, if a Docker daemon answers; the server's own program,
started in a temporary directory (see `programs`). Otherwise tests marked `mysql` or `rabbit` are skipped,
unless `MEWAYZ_REQUIRE=mysql,rabbit` says that they must run.

Test processes share a server without meeting: each holds a name (`main`, `gw0`, …) that is part of the names
of its schemas and queues.
"""

import asyncio
import fcntl
import os
import tempfile
import threading
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

import aiormq
import pymysql  # type: ignore[import-untyped]
import pytest
from sqlalchemy import make_url

from mewayz_testing import containers, programs

Answer = TypeVar("Answer")
LOCAL_MYSQL: Final = "mysql+aiomysql://root:@127.0.0.1:3306/{database}"
LOCAL_AMQP: Final = "amqp://guest:guest@127.0.0.1:5672/"
VARIABLES: Final = {"mysql": "MEWAYZ_TEST_MYSQL_URL", "rabbit": "MEWAYZ_TEST_AMQP_URL"}
TITLES: Final = {"mysql": "MySQL or MariaDB", "rabbit": "RabbitMQ"}
KINDS: Final = ("mysql", "rabbit")
NOT_RUN: Final = "no server for tests marked"
CONNECT_SECONDS: Final = 5
_created: Final[set[str]] = set()


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered: which product it is, and where it came from."""

    kind: str
    url: str
    version: str
    origin: str


def mysql_server() -> str | None:
    """The URL with `{database}` in place of the schema, or None when there is no server."""
    server = find_server("mysql")
    return server.url if server else None


def amqp_server() -> str | None:
    """The AMQP URL, or None when there is no server."""
    server = find_server("rabbit")
    return server.url if server else None


@cache
def find_server(kind: str) -> Server | None:
    """The server of this process, started if need be; a URL in the environment that fails ends the run."""
    running = _find_running(kind)
    if running is not None:
        return running
    for origin, start in (("container", containers.start), (programs.name_of(kind), programs.start)):
        url = start(kind)
        if url is not None:
            return Server(kind, url, _version(kind, url), origin or kind)
    return None


@cache
def _find_running(kind: str) -> Server | None:
    variable = VARIABLES[kind]
    given = os.environ.get(variable)
    if given:
        url = _template(given) if kind == "mysql" else given
        try:
            return Server(kind, url, _version(kind, url), variable)
        except Exception as error:
            pytest.exit(f"{variable} does not answer: {type(error).__name__}: {error}", pytest.ExitCode.USAGE_ERROR)
    url = LOCAL_MYSQL if kind == "mysql" else LOCAL_AMQP
    with suppress(Exception):  # nobody there, or somebody who does not let us in: both mean "look elsewhere"
        return Server(kind, url, _version(kind, url), "localhost")
    return None


def require_server(kind: str) -> str:
    """The URL for a test that needs it; otherwise that test is skipped, or fails by `MEWAYZ_REQUIRE`."""
    server = find_server(kind)
    if server is not None:
        return server.url
    reason = f"{NOT_RUN} {kind}: set {VARIABLES[kind]}, or start {TITLES[kind]} on this machine"
    if kind in os.environ.get("MEWAYZ_REQUIRE", "").replace(" ", "").split(","):
        pytest.fail(f"{reason} (MEWAYZ_REQUIRE)", pytrace=False)
    pytest.skip(reason)


def share_with_workers() -> None:
    """Called once before parallel workers start: they inherit the servers instead of starting their own."""
    for kind in KINDS:
        server = find_server(kind)
        if server is not None:
            os.environ[VARIABLES[kind]] = server.url


def header_lines() -> list[str]:
    """For `pytest_report_header`: which servers these are; none is started for it."""
    lines = []
    for kind in KINDS:
        server = _find_running(kind)
        if server is not None:
            lines.append(f"{kind}: {server.version} ({server.origin})")
        elif containers.available():
            lines.append(f"{kind}: a container, started when a test needs it")
        elif programs.name_of(kind):
            lines.append(f"{kind}: {programs.name_of(kind)}, started when a test needs it")
        else:
            lines.append(f"{kind}: none")
    return lines


def summary_lines(skipped: Iterable[Any]) -> list[str]:
    """For `pytest_terminal_summary`: a line per missing server, from `terminalreporter.stats["skipped"]`."""
    reasons = [str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)]
    lines = []
    for kind in KINDS:
        missed = sum(f"{NOT_RUN} {kind}:" in reason for reason in reasons)
        if missed:
            hint = f"set {VARIABLES[kind]}, or start {TITLES[kind]} on this machine"
            lines.append(f"NOT RUN: {missed} tests marked {kind}, because there is no server: {hint}.")
    return lines


@cache
def worker_name() -> str:
    """The name of this test process; a second run on the same machine gets another one.

    The name is held by a file lock, which the operating system gives back however the process ends.
    """
    base = os.environ.get("PYTEST_XDIST_WORKER", "main")
    for number in count(1):
        name = base if number == 1 else f"{base}_{number}"
        with suppress(OSError):  # held by another run, or made by another user: the next number
            handle = os.open(Path(tempfile.gettempdir()) / f"mewayz-test-{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                raise
            return name
    raise AssertionError("unreachable")


def schema_name(service: str) -> str:
    """`mewayz_test_<worker>_<service>`."""
    return f"mewayz_test_{worker_name()}_{service}"


def rabbit_prefix() -> str:
    """What the names of this process' exchanges and queues begin with."""
    return f"mewayz_test_{worker_name()}."


def create_schema(service: str) -> str:
    """A new, empty schema of this process for `service`; answers its URL."""
    template = require_server("mysql")
    name = schema_name(service)
    _execute(
        template,
        f"DROP DATABASE IF EXISTS `{name}`",
        f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    )
    _created.add(name)
    return template.replace("{database}", name)


def drop_schemas(*services: str) -> None:
    """Remove what `create_schema` made for `services`, or, at the end, for all."""
    names = {schema_name(service) for service in services} if services else set(_created)
    if names:
        _execute(require_server("mysql"), *(f"DROP DATABASE IF EXISTS `{name}`" for name in names))
        _created.difference_update(names)


def remove_from_rabbit(*, queues: Iterable[str] = (), exchanges: Iterable[str] = ()) -> None:
    """Delete queues and exchanges by their whole names; missing ones are fine."""
    url = require_server("rabbit")

    async def remove() -> None:
        connection = await aiormq.connect(url)
        channel = await connection.channel()
        for queue in queues:
            await channel.queue_delete(queue)
        for exchange in exchanges:
            await channel.exchange_delete(exchange)
        await connection.close()

    _run_aside(remove())


def _template(url: str) -> str:
    if "{database}" in url:
        return url
    text = make_url(url).set(database="DATABASE").render_as_string(hide_password=False)
    return text.replace("/DATABASE", "/{database}")


def _version(kind: str, url: str) -> str:
    """Log in and ask; raises when that fails."""
    if kind == "rabbit":
        return f"RabbitMQ {_run_aside(_rabbit_version(url))}"
    version = str(_execute(url, "SELECT VERSION()"))
    number = version.partition("-")[0]
    return f"MariaDB {number}" if "mariadb" in version.lower() else f"MySQL {number}"


async def _rabbit_version(url: str) -> str:
    connection = await asyncio.wait_for(aiormq.connect(url), CONNECT_SECONDS)
    version = connection.server_properties["version"]
    await connection.close()
    return version.decode() if isinstance(version, bytes) else str(version)


def _execute(template: str, *statements: str) -> Any:
    """Run statements outside any schema; answers the first value of the last one."""
    url = make_url(template.replace("/{database}", "/"))
    connection = pymysql.connect(
        host=url.host or "127.0.0.1",
        port=url.port or 3306,
        user=url.username or "root",
        password=url.password or "",
        connect_timeout=CONNECT_SECONDS,
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else None


def _run_aside(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run `work` in a loop of its own, in a thread, because the caller may already be inside one."""
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            answers.append(asyncio.run(work))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=target, name="servers")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]
