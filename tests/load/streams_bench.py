"""What open notification streams cost one worker: at rest, and when everybody is told something.

A thousand streams (a hundred people with ten devices each) are open on one server process; the notices are written
by another process, so every stream hears of them by the hub's one look a second. Beside it the same with ten streams:
only the ratios of the two mean something.

Aim: at rest a thousand streams cost less than a tenth of a core, and the last device hears within three seconds.
"""

import asyncio
import os
import resource
import statistics
import tempfile
import time
from contextlib import suppress
from uuid import UUID

import httpx2
from fastapi import FastAPI
from joserfc.jwk import OKPKey
from tests.load.tools import Served, serve

from mewayz_kit.ids import new_id
from mewayz_kit.logging import configure_logging
from mewayz_kit.migrations import migrate
from mewayz_kit.notices import Notice, Recipients
from mewayz_kit.run import create_api
from mewayz_kit.service import Runtime, installed_services
from mewayz_kit.tokens import TokenSigner, service_principal
from mewayz_kit.transport.local import LocalTransport
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_testing.bench import issuer_app, random_key

URL = "/api/v1/workspace/notifications/stream"
SEED, DATABASE = "MEWAYZ_LOAD_KEY", "MEWAYZ_LOAD_DATABASE"
PEOPLE, DEVICES = 100, 10
REST_SECONDS = 10


def _signer() -> TokenSigner:
    return TokenSigner(OKPKey.import_key(os.environ[SEED]), "mewayz-gateway")


def runtime() -> Runtime:
    """The workspace service on the bench's database."""
    [service] = installed_services(["workspace"])
    settings = service.settings(
        database_url=os.environ[DATABASE],
        secret_key=random_key(),
        workload_secret=random_key(),
        files_url="file:///tmp/load",
    )
    internal = {"gateway": httpx2.ASGITransport(issuer_app(_signer()))}
    return Runtime(service, settings, transport=LocalTransport(), internal=internal)


def house() -> FastAPI:
    """Its API alone: nobody in this process writes."""
    configure_logging("WARNING")
    made = runtime()
    return create_api(made.service, made)


class Device:
    """One open stream, read as bytes come."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self.heard = 0.0

    @classmethod
    async def open(cls, served: Served, person: UUID) -> "Device":
        host, _, port = served.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        token = _signer().sign({"kind": "account", "sub": str(person), "ev": True, "aal": 1})
        lines = [f"GET {URL} HTTP/1.1", f"host: {host}", f"mewayz-internal-token: {token}", "last-event-id: 0", "", ""]
        writer.write("\r\n".join(lines).encode())
        await reader.readuntil(b"retry: 3000")
        return cls(reader, writer)

    async def listen(self) -> None:
        """Until the first notification."""
        await self._reader.readuntil(b"event: notification")
        self.heard = time.perf_counter()


async def tell(writer: Runtime, people: list[UUID]) -> None:
    """One notice to everybody, committed once."""
    from mewayz_workspace.notifications import delivery

    notice = Notice(
        recipients=Recipients.people(people),
        category="product",
        template="load.told",
        params={"title": "Something happened"},
        url=None,
        dedupe_key=str(new_id()),
        deferred=False,
    )
    unit = UnitOfWork(writer, service_principal("workspace", None), cause=Cause(correlation_id=new_id()))
    try:
        await delivery.deliver(unit, notice, to=people, source="load", channels=("in_app",))
        await unit.commit()
    finally:
        await unit.close()


async def measure(served: Served, writer: Runtime, devices: int) -> tuple[float, float, float]:
    """CPU per second at rest (ms), median and longest time (s) until a device has heard."""
    people = [new_id() for _ in range(max(1, devices // DEVICES))]
    streams = [await Device.open(served, people[number % len(people)]) for number in range(devices)]
    await asyncio.sleep(2)
    before = served.cpu_seconds()
    await asyncio.sleep(REST_SECONDS)
    rest = (served.cpu_seconds() - before) / REST_SECONDS * 1000
    listening = [asyncio.ensure_future(stream.listen()) for stream in streams]
    await tell(writer, people)
    start = time.perf_counter()
    async with asyncio.timeout(60):
        await asyncio.gather(*listening)
    lags = [stream.heard - start for stream in streams]
    for stream in streams:
        stream.writer.close()
        with suppress(ConnectionError):
            await stream.writer.wait_closed()
    return rest, statistics.median(lags), max(lags)


async def main() -> None:
    """Print the table."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    url = f"sqlite+aiosqlite:///{tempfile.mkdtemp()}/workspace.db"
    os.environ |= {SEED: OKPKey.generate_key("Ed25519").as_pem(private=True).decode(), DATABASE: url}
    await asyncio.to_thread(migrate, installed_services(["workspace"])[0], url)
    writer = runtime()
    print("| open streams | CPU ms/s at rest | median s | last s | RSS MiB |\n|---|---|---|---|---|")
    rows = []
    with serve("tests.load.streams_bench:house") as served:
        for devices in (10, PEOPLE * DEVICES):
            rest, median, last = await measure(served, writer, devices)
            rows.append(rest)
            print(f"| {devices} | {rest:.1f} | {median:.2f} | {last:.2f} | {served.rss_mib():.0f} |")
    print(f"\nA hundred times the streams cost {rows[1] / max(rows[0], 0.1):.1f} times the CPU at rest.")
    await writer.close()
