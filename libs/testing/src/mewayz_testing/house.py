"""The product as its users start it: a process (`mewayz up`) or a fleet of them, driven from outside.

Tests see only its URL and its command line. They may end it with SIGKILL and start it again on the same data,
and move its clock through a file that only processes started here read.
"""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import httpx2

from mewayz_kit.service import installed_services
from mewayz_kit.transport.rabbit.topology import Names
from mewayz_testing import servers
from mewayz_testing.clock import OFFSET_FILE
from mewayz_testing.people import Platform

_numbers = count(1)

Mode = Literal["embedded", "fleet"]
START_SECONDS = 240
"""In which a house is ready, also one that shares its machine with other tests and makes its schemas first."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Houses speak plain HTTP. Without it each new client would read all authorities of the system, for some 30 ms."""
FLEET_PORTS = 12
"""How many ports in a row a fleet takes: the gateway's and one per service."""


class House:
    """One running house."""

    def __init__(
        self,
        mode: Mode,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        through: Mapping[str, int] | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        """`environment` wins over what the house would set itself; `through`: local ports that lead a fleet to its
        servers, for tests that cut the way; `host`: another name of this machine, for passkeys, which an address
        cannot have."""
        self.mode = mode
        self.name = f"house{next(_numbers)}"
        """Two houses of one test process share servers, but nothing on them."""
        self.data = folder / "data"
        self.port = _free_ports(FLEET_PORTS if mode == "fleet" else 1)
        self.url = f"http://{host}:{self.port}"
        self._log = folder / f"{mode}.log"
        self._clock = folder / "clock"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = os.environ | {
            "MEWAYZ_CLOCK": "mewayz_testing.clock:OffsetClock",
            "MEWAYZ_PUBLIC_URL": self.url,
            OFFSET_FILE: str(self._clock),
            # Many people register from this one address.
            "MEWAYZ_GATEWAY_RATE_AUTH": "100000",
            "MEWAYZ_GATEWAY_RATE_PUBLIC": "100000",
            "MEWAYZ_GATEWAY_RATE_DEFAULT": "100000",
            # Push services, webhook receivers and providers of tests answer on this machine.
            "MEWAYZ_EGRESS_ALLOW": "127.0.0.1/32",
        }
        if mode == "fleet":
            schema = servers.schema_name(f"{self.name}_{{service}}")
            self._environment["MEWAYZ_DATABASE_URL"] = _server("mysql", through).replace("{database}", schema)
            self._environment["MEWAYZ_AMQP_URL"] = _server("rabbit", through)
            self._environment["MEWAYZ_AMQP_PREFIX"] = f"{servers.rabbit_prefix()}{self.name}."
        self._environment |= environment or {}

    def start(self) -> None:
        """Start it and wait until the gateway and everything behind it can work."""
        command = [sys.executable, "-m", "mewayz_kit.cli", self.mode.replace("embedded", "up")]
        arguments = ["--port", str(self.port), "--data", str(self.data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *arguments], env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def kill(self) -> None:
        """kill -9 for every process of the house at once."""
        while pids := self.pids():
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self._process is not None:
                self._process.poll()
        if self._process is not None:
            self._process.wait()

    def pids(self, part: str = "") -> list[int]:
        """Its living processes (of the fleet: those whose command holds `part`, such as `--target=crm`).

        Supervised processes have sessions of their own; what they share is the name of their clock's file.
        """
        mark = f"{OFFSET_FILE}={self._clock}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            with suppress(OSError):  # ended while we looked, or not ours to look at
                mine = mark in (entry / "environ").read_bytes().split(b"\0")
                if mine and part.encode() in (entry / "cmdline").read_bytes().replace(b"\0", b" "):
                    found.append(int(entry.name))
        return found

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop, as Ctrl-C does, or with SIGTERM as supervisors do; answers the exit status."""
        assert self._process is not None
        self._process.send_signal(how)
        try:
            return self._process.wait(timeout=30)
        finally:
            self.kill()

    def command(self, *arguments: str) -> str:
        """What `mewayz local …` prints for this house."""
        done = subprocess.run(
            [sys.executable, "-m", "mewayz_kit.cli", "local", "--data", str(self.data), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def local_environment(self) -> dict[str, str]:
        """What `mewayz local` must be told to find this house's servers."""
        return {name: value for name, value in self._environment.items() if name.startswith("MEWAYZ_")}

    def move_clock(self, seconds: float) -> None:
        """Let every process of the house believe it is that much later."""
        offset = float(self._clock.read_text()) if self._clock.exists() else 0.0
        self._clock.write_text(str(offset + seconds))

    def now(self) -> datetime:
        """The present moment inside the house."""
        offset = float(self._clock.read_text()) if self._clock.exists() else 0.0
        return datetime.now(UTC) + timedelta(seconds=offset)

    def clean(self) -> None:
        """Remove what the house left on shared servers."""
        if self.mode != "fleet":
            return
        services = [service.name for service in installed_services()]
        servers.drop_schemas(*(f"{self.name}_{service}" for service in services))
        names = Names(self._environment["MEWAYZ_AMQP_PREFIX"])
        servers.remove_from_rabbit(
            queues=[*map(names.inbox, services), names.dead, names.unrouted],
            exchanges=[*map(names.bound, services), names.events, names.dead, names.unrouted],
        )

    def log(self) -> str:
        """What its processes have printed."""
        return self._log.read_text(errors="replace")

    def _doors(self) -> list[str]:
        """Where it answers: the gateway alone in one process, and each service of a fleet at the ports after it."""
        behind = len(installed_services()) if self.mode == "fleet" else 0
        return [f"http://127.0.0.1:{self.port + number}" for number in range(behind + 1)]

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the house ended with {self._process.returncode}:\n{self.log()[-4000:]}")
            if all(map(_ready, self._doors())):
                return
            time.sleep(0.2)
        raise TimeoutError(f"the house is not ready after {START_SECONDS} s:\n{self.log()[-4000:]}")


@contextmanager
def standing(
    mode: Mode,
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    through: Mapping[str, int] | None = None,
    host: str = "127.0.0.1",
) -> Iterator[House]:
    """A house that runs; killed afterwards, with what it left on shared servers."""
    house = House(mode, folder, environment=environment, through=through, host=host)
    try:
        house.start()
        yield house
    finally:
        house.kill()
        house.clean()


def seen_from_outside(house: House, *, setup_token: Callable[[], str] | None = None) -> Platform:
    """Its public API, and the people that use it."""

    async def settle() -> None:
        await asyncio.sleep(0.1)

    return Platform(
        lambda: httpx2.AsyncClient(base_url=house.url, timeout=30, verify=NO_TLS),
        setup_token=setup_token or (lambda: house.command("setup-token").strip()),
        now=house.now,
        settle=settle,
    )


def _server(kind: str, through: Mapping[str, int] | None) -> str:
    url = urlsplit(servers.require_server(kind))
    if through and kind in through:
        user, at, _ = url.netloc.rpartition("@")
        url = url._replace(netloc=f"{user}{at}127.0.0.1:{through[kind]}")
    return urlunsplit(url)


def _ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=2, verify=NO_TLS).status_code == 200
    except httpx2.TransportError:
        return False


def _free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on.

    They lie below those that systems lend to outgoing connections (32768 and up): a house that starts again has to find
    its own ports free.
    """
    for first in range(10_000 + os.getpid() % 1000 * 20, 32_700, count):
        if all(map(_is_free, range(first, first + count))):
            return first
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
