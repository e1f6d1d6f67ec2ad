"""An export of contacts in each format, at ten thousand and at a million rows: rows per second and memory.

Aim: constant memory, whatever the number of rows; a row costs the same at a million.
"""

import time
from dataclasses import dataclass
from typing import Any

import httpx2
from tests.load.crm import API, crm, grow
from tests.load.tools import own_rss_mib

SIZES = (10_000, 1_000_000)
FORMATS = ("csv", "json", "xlsx")
SECONDS = 300.0
"""After which a reader goes away; the rows that it has got count."""


@dataclass
class Reader:
    """Who takes an answer as it comes, as a server's socket would, and keeps nothing of it."""

    until: float
    status: int = 0
    size: int = 0
    highest: float = 0.0

    async def receive(self) -> dict[str, Any]:
        """The whole request."""
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict[str, Any]) -> None:
        """A part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.size += len(message.get("body", b""))
        self.highest = max(self.highest, own_rss_mib())
        if time.perf_counter() > self.until:
            raise TimeoutError


async def export(app: Any, member: httpx2.AsyncClient, form: str) -> tuple[float, Reader]:
    """Seconds of one export, and what its reader saw."""
    request = member.build_request("GET", f"{API}/contacts/export", params={"format": form})
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("service", 80),
        "client": ("127.0.0.1", 1),
    }
    began = time.perf_counter()
    reader = Reader(began + SECONDS)
    await app(scope, reader.receive, reader.send)
    if reader.status != 200:
        raise SystemExit(f"the export answered {reader.status}")
    return time.perf_counter() - began, reader


async def main() -> None:
    """Print the table; the ratio is that of the time of a row against the smaller size."""
    print("### Export of contacts, in process\n")
    print(
        "| format | rows | rows/s | time of a row, ratio | MiB | memory while it ran, MiB |\n|---|---|---|---|---|---|"
    )
    base: dict[str, float] = {}
    async with crm() as house:
        workspace = await house.workspace()
        for size in SIZES:
            await grow(house.url, workspace, size, varied=True)
            for form in FORMATS:
                before = own_rss_mib()
                seconds, reader = await export(house.bench._app, house.owner(workspace), form)
                each = seconds / size
                ratio, sizes = each / base.setdefault(form, each), f"{before:.0f} → {reader.highest:.0f}"
                print(f"| {form} | {size:,} | {1 / each:.0f} | {ratio:.2f} | {reader.size / 2**20:.1f} | {sizes} |")
    print()
