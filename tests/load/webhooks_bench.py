"""Webhooks: from an event in the inbox to an answer in the books, against a bare client that posts the same bodies to
the same receiver, twenty at a time. Everything in one process on SQLite; a ratio of one run."""

import asyncio
import tempfile
import time
from uuid import UUID

import httpx2
import sqlalchemy as sa

from mewayz_kit.ids import new_id
from mewayz_kit.logging import configure_logging
from mewayz_kit.migrations import migrate
from mewayz_kit.service import installed_services
from mewayz_testing.bench import ServiceBench
from mewayz_testing.receiver import LOOPBACK, Receiver, receiver
from mewayz_workspace.webhooks.endpoints import service as endpoints
from mewayz_workspace.webhooks.endpoints.schemas import EndpointCreate
from mewayz_workspace.webhooks.models import WebhookDelivery
from mewayz_workspace.workspaces import founding
from mewayz_workspace.workspaces.schemas import WorkspaceCreate

EVENTS, SIDE_BY_SIDE = 1000, 20
CONTACT = {"first_name": "Ada", "last_name": "Lovelace", "title": "Director", "tags": ["a", "b"]}


async def main() -> None:
    """Print the table."""
    configure_logging("WARNING")
    with tempfile.TemporaryDirectory() as folder:
        [service] = installed_services(["workspace"])
        url = f"sqlite+aiosqlite:///{folder}/{{service}}.db"
        await asyncio.to_thread(migrate, service, url)
        async with (
            receiver() as hooks,
            ServiceBench.open(service, url, files_url=f"file://{folder}/files", egress_allow=LOOPBACK) as bench,
        ):
            delivered = await _product(bench, hooks)
            bodies = [got.body for got in hooks.received][:EVENTS]
            bare = await _bare(hooks.url, bodies)
    print("\n### Webhooks: deliveries to a receiver on this machine\n")
    print("| what | deliveries/s | ratio |\n|---|---|---|")
    print(f"| a bare client, {SIDE_BY_SIDE} side by side | {bare:.0f} | 1.00 |")
    print(f"| event → signed, sent, in the books | {delivered:.0f} | {delivered / bare:.2f} |")


async def _product(bench: ServiceBench, hooks: Receiver) -> float:
    acme = await _workspace(bench, hooks.url)
    for _ in range(EVENTS):
        contact = CONTACT | {"id": str(new_id())}
        await bench.deliver("crm.contact.created.v1", contact, workspace_id=acme, run=False)
    started = time.perf_counter()
    await bench.run_until_idle()
    took = time.perf_counter() - started
    async with bench.uow(workspace_id=acme) as uow:
        written = await uow.scalar(sa.select(sa.func.count(WebhookDelivery.id)))  # type: ignore[arg-type]
    if written != EVENTS or len(hooks.received) != EVENTS:
        raise SystemExit(f"{written} of {EVENTS} deliveries in the books, {len(hooks.received)} at the receiver")
    return EVENTS / took


async def _workspace(bench: ServiceBench, url: str) -> UUID:
    """A workspace with one endpoint; its own beginnings are told before the clock runs."""
    owner = new_id()
    async with bench.uow() as uow:
        data = WorkspaceCreate(name="Load", timezone="UTC", locale="en", currency="EUR")
        acme = (await founding.found(uow, user_id=owner, data=data)).id
    await bench.run_until_idle()
    async with bench.uow(workspace_id=acme) as uow:
        await endpoints.create(uow, EndpointCreate(url=url, event_types=["crm.*"]))
    await bench.run_until_idle()
    return acme


async def _bare(url: str, bodies: list[bytes]) -> float:
    async with httpx2.AsyncClient() as client:
        waiting = iter(bodies)

        async def lane() -> None:
            for body in waiting:
                (await client.post(url, content=body)).raise_for_status()

        started = time.perf_counter()
        await asyncio.gather(*(lane() for _ in range(SIDE_BY_SIDE)))
        return len(bodies) / (time.perf_counter() - started)
