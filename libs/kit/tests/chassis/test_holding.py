"""Work of a suspended, closed or purged workspace."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from mewayz_sample.messages.handlers import Note, write_anyway, write_note
from mewayz_sample.messages.models import Effect

from mewayz_kit.holding import LOOK_AGAIN
from mewayz_kit.ids import new_id
from mewayz_kit.tenants import Tenant
from mewayz_testing.bench import ServiceBench

AUTOMATED, PAID = "commerce.order.automated.v1", "commerce.order.paid.v1"


async def effects(bench: ServiceBench) -> list[tuple[str, str]]:
    async with bench.uow() as uow:
        rows = await uow.all(sa.select(Effect).where(Effect.consumer != "tick").order_by(Effect.id))
    return [(row.consumer, row.source) for row in rows]


async def tell(bench: ServiceBench, verb: str, workspace: UUID, status: str, version: int) -> None:
    about = {"id": str(workspace), "name": "Acme", "slug": "acme", "timezone": "UTC", "locale": "en"}
    data = about | {"currency": "EUR", "status": status, "version": version}
    await bench.deliver(f"workspace.workspace.{verb}.v1", data, workspace_id=workspace)


async def enqueue(bench: ServiceBench, workspace: UUID, *texts: str, key: str | None = None) -> None:
    async with bench.uow(workspace_id=workspace) as uow:
        for text in texts:
            uow.enqueue(write_note, Note(text=text), key=key)


@pytest.mark.parametrize(
    ("closing", "status", "opening"), [("suspended", "suspended", "reinstated"), ("deleted", "closing", "restored")]
)
async def test_jobs_wait_until_the_workspace_is_open_again_and_keep_their_order(
    bench: ServiceBench, closing: str, status: str, opening: str
) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    await tell(bench, closing, acme, status, 5)
    await enqueue(bench, acme, "first", "second", key="one")
    await enqueue(bench, other, "of an open one")
    await bench.run_until_idle()
    assert await effects(bench) == [("job", "of an open one")]
    held, blocked = [row for row in await bench.inbox() if row.type.endswith("write_note") and row.state != "done"]
    assert (held.state, held.attempts, blocked.state) == ("held", 0, "pending")
    bench.clock.advance(seconds=LOOK_AGAIN.total_seconds() + 1)
    await bench.run_until_idle()  # looked at again, still held
    assert await effects(bench) == [("job", "of an open one")]
    await tell(bench, opening, acme, "active", 6)
    assert await effects(bench) == [("job", "of an open one"), ("job", "first"), ("job", "second")]


async def test_what_must_go_on_goes_on(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    await tell(bench, "suspended", acme, "suspended", 5)
    order = {"id": str(new_id()), "order_id": str(new_id())}
    await bench.deliver(PAID, order | {"note": "paid"}, workspace_id=acme)
    await bench.deliver(AUTOMATED, order | {"note": "automated"}, workspace_id=acme)
    async with bench.uow(workspace_id=acme) as uow:
        uow.enqueue(write_anyway, Note(text="mail about the suspension"))
    await bench.run_until_idle()
    assert await effects(bench) == [("count_order", "paid"), ("anyway", "mail about the suspension")]
    await tell(bench, "reinstated", acme, "active", 6)
    assert (await effects(bench))[2:] == [("automated", "automated")]


async def test_the_work_of_a_purged_workspace_is_dropped(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    for workspace in (acme, other):
        await tell(bench, "suspended", workspace, "suspended", 5)
        await enqueue(bench, workspace, f"of {workspace}")
    await bench.run_until_idle()
    await bench.deliver("workspace.workspace.purge_requested.v1", {"id": str(acme)}, workspace_id=acme)
    bench.clock.advance(seconds=LOOK_AGAIN.total_seconds() + 1)
    await bench.run_until_idle()
    rows = [row for row in await bench.inbox() if row.type.endswith("write_note")]
    assert [(row.state, row.last_error) for row in rows] == [("done", "The workspace was purged."), ("held", None)]
    assert await effects(bench) == []


async def test_what_another_process_has_heard_counts_also_under_constant_traffic(bench: ServiceBench) -> None:
    acme = await bench.workspace()
    tenants, table = bench.runtime.tenants, bench.runtime.service.tables.workspaces
    assert (await tenants.get(acme)).status == "active"
    async with bench.runtime.db.write.begin() as connection:  # as the worker does, which shares no memory with us
        await connection.execute(sa.update(table).where(table.c.workspace_id == acme).values(status="suspended"))
    answers = []
    for _second in range(7):
        answers.append((await tenants.get(acme)).status)
        bench.clock.advance(seconds=1)
    assert answers == ["active"] * 5 + ["suspended"] * 2, "asking again and again must not keep the old answer alive"


async def test_an_entitlement_that_comes_late_takes_nothing_back(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = await bench.workspace(features=[])
    tenants = bench.runtime.tenants
    newest = (await tenants.get(acme)).model_copy(update={"plan_version": 3, "features": frozenset({"widgets"})})

    async def asked(_: UUID) -> Tenant:
        return newest

    monkeypatch.setattr(tenants, "_asked", asked)
    assert (await tenants.get(acme, at_least=3)).features == newest.features, "somebody came with the newest plan"
    await bench.workspace(workspace_id=acme, features=[])
    assert (await tenants.get(acme)).features == newest.features, "the second version was not heard of before"
