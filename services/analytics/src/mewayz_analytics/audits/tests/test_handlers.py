"""The nightly audit finds what does not add up, and nothing else."""

from typing import Any

import sqlalchemy as sa

from mewayz_analytics.audits import service
from mewayz_analytics.metrics.models import Bucket
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/analytics/admin/audits"


async def test_sound_buckets_pass_and_a_tampered_one_is_named(bench: ServiceBench, open_workspace: Any) -> None:
    acme = await open_workspace()
    await bench.deliver("identity.user.created.v1", {"id": str(new_id())})
    for _ in range(5):
        amount = {"amount": 100, "currency": "EUR"}
        await bench.deliver("crm.deal.won.v1", {"id": str(new_id()), "amount": amount}, workspace_id=acme)
    # The workspace's turn comes once in thirty nights; its events are a day old by then at the latest.
    bench.clock.advance(days=1)
    days = service.span(bench.clock.now())
    async with bench.uow() as uow:
        cells, wrong = await service.compare(uow, acme, days)
    assert (cells > 3, wrong) == (True, [])

    table = Bucket.__table__  # type: ignore[attr-defined]
    async with bench.runtime.db.write.begin() as connection:
        await connection.execute(
            sa.update(table).where(table.c.workspace_id == acme, table.c.metric == "deals_won").values(value=6)
        )
    for _ in range(service.ROUND):
        await bench.run_until_idle()
        bench.clock.advance(days=1)
    audits = (await bench.staff().get(URL, params={"limit": "100"})).json()["items"]
    assert len(audits) >= service.ROUND
    # Every workspace has its turn within thirty nights, but the damaged day may have left the window by then.
    found = [mismatch for audit in audits for mismatch in audit["mismatches"]]
    assert sum(audit["wrong"] for audit in audits) == len(found)
    if found:
        assert {(m["metric"], m["bucket"], m["facts"]) for m in found} == {("deals_won", 6, 5)}
    assert all(audit["workspaces"] >= 1 for audit in audits)


async def test_a_missing_bucket_and_one_too_many_are_both_named(bench: ServiceBench, open_workspace: Any) -> None:
    acme = await open_workspace()
    await bench.deliver("crm.contact.created.v1", {"id": str(new_id())}, workspace_id=acme)
    await bench.deliver("crm.lead.created.v1", {"id": str(new_id()), "source": "api"}, workspace_id=acme)
    bench.clock.advance(days=1)
    table = Bucket.__table__  # type: ignore[attr-defined]
    async with bench.runtime.db.write.begin() as connection:
        mine = table.c.workspace_id == acme
        await connection.execute(sa.delete(table).where(mine, table.c.metric == "contacts_created"))
        moved = sa.update(table).where(mine, table.c.metric == "leads_created").values(dimension="form")
        await connection.execute(moved)
    async with bench.uow() as uow:
        _, wrong = await service.compare(uow, acme, service.span(bench.clock.now()))
    assert [(m.metric, m.dimension, m.bucket, m.facts) for m in wrong] == [
        ("contacts_created", "(none)", 0, 1),
        ("leads_created", "api", 0, 1),
        ("leads_created", "form", 1, 0),
    ]
