"""An export of contacts in each format at ten thousand rows and at many more: rows per second and memory.

Aim: constant memory, whatever the number of rows; a row costs the same at a million of them.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx2
from tests.load.crm import API, crm, grow
from tests.load.tools import own_rss_mib

SIZES = {10_000: ("csv", "json", "xlsx"), 100_000: ("json", "xlsx"), 1_000_000: ("csv",)}


@dataclass
class Reader:
    """Who takes an answer as it comes, as a server's socket would, and keeps nothing of it."""

    status: int = 0
    asked: bool = False
    size: int = 0
    highest: float = 0.0

    async def receive(self) -> dict[str, Any]:
        """The whole request; the reader stays until the end."""
        if self.asked:
            await asyncio.Event().wait()
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict[str, Any]) -> None:
        """A part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.size += len(message.get("body", b""))
        self.highest = max(self.highest, own_rss_mib())


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
    began, reader = time.perf_counter(), Reader()
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
        for size, forms in SIZES.items():
            await grow(house.url, workspace, size, varied=True)
            for form in forms:
                before = own_rss_mib()
                seconds, reader = await export(house.bench._app, house.owner(workspace), form)
                each = seconds / size
                ratio, sizes = each / base.setdefault(form, each), f"{before:.0f} → {reader.highest:.0f}"
                print(
                    f"| {form} | {size:,} | {1 / each:.0f} | {ratio:.2f} | {reader.size / 2**20:.1f} | {sizes} |",
                    flush=True,
                )
    print()
