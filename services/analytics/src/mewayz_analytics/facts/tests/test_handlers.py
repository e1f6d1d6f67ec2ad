"""Every public event becomes one fact and moves each number by exactly one."""

import random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_analytics.base import PLATFORM
from mewayz_analytics.facts.models import Fact
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Runner
from mewayz_kit.transport.base import Envelope
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

CREATED = "crm.contact.created.v1"


def contact(**fields: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "version": 1, "first_name": "Ada", "source": "form"} | fields


async def stored(bench: ServiceBench, workspace_id: UUID, type_: str = CREATED) -> list[Any]:
    table = Fact.__table__  # type: ignore[attr-defined]
    statement = sa.select(table).where(table.c.workspace_id == workspace_id, table.c.type == type_)
    async with bench.runtime.db.read.connect() as connection:
        return list((await connection.execute(statement)).all())


async def test_n_events_move_the_numbers_by_exactly_n(bench: ServiceBench, open_workspace: Any, overview: Any) -> None:
    acme, other = await open_workspace(), await open_workspace()
    for _ in range(12):
        await bench.deliver(CREATED, contact(), workspace_id=acme)
    for _ in range(5):
        await bench.deliver("social.post.published.v1", {"id": str(new_id())}, workspace_id=acme)
    found = await overview(bench.member(acme))
    assert found["contacts_created"]["value"] == 12
    assert found["contacts_created"]["unit"] == "events"
    # The workspace itself was an event too; a type that no metric names is counted all the same.
    assert found["events"]["value"] == 12 + 5 + 1
    rows = await bench.member(acme).post(
        "/api/v1/analytics/queries",
        json={
            "metric": "events",
            "from": "2020-01-01",
            "to": str(bench.clock.now().date()),
            "granularity": "total",
            "dimension": "type",
        },
    )
    assert {row["dimension"]: row["value"] for row in rows.json()["rows"]} == {
        CREATED: 12,
        "social.post.published.v1": 5,
        "workspace.workspace.created.v1": 1,
    }
    apart = await overview(bench.member(other))
    assert (apart["contacts_created"]["value"], apart["events"]["value"]) == (0, 1)
    assert len(await stored(bench, acme)) == 12
    assert await stored(bench, other) == []


async def test_an_event_delivered_five_times_and_in_parallel_counts_once(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme = await open_workspace()
    envelopes = [
        await bench.deliver(CREATED, contact(), workspace_id=acme, message_id=new_id(), run=False) for _ in range(10)
    ]
    for _ in range(4):
        await bench.runtime.inbox.accept(envelopes)
    await race(lambda _: Runner(bench.runtime).step(), callers=4)
    await bench.run_until_idle()
    assert (await overview(bench.member(acme)))["contacts_created"]["value"] == 10
    assert await bench.inbox("dead") == []


async def test_a_fact_recorded_twice_side_by_side_counts_once(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    """Even when the inbox forgot: the fact's own key refuses the second."""
    from mewayz_analytics.facts import service

    acme = await open_workspace()
    envelope = await bench.deliver(CREATED, contact(), workspace_id=acme)

    async def again(_number: int) -> None:
        async with bench.uow(workspace_id=acme) as uow:
            await service.record(uow, envelope)

    assert [error for error in await race(again, callers=5) if error] == []
    assert len(await stored(bench, acme)) == 1
    assert (await overview(bench.member(acme)))["contacts_created"]["value"] == 1


async def test_order_of_arrival_does_not_matter(bench: ServiceBench, open_workspace: Any, overview: Any) -> None:
    numbers = []
    base = bench.clock.now()
    events: list[tuple[str, int, dict[str, Any]]] = [
        (CREATED, hours, contact(source=source)) for hours, source in enumerate(["form", "api", "import", "form"])
    ]
    events += [
        ("crm.deal.won.v1", h, {"id": str(new_id()), "amount": {"amount": 100 * h, "currency": "EUR"}})
        for h in (1, 2, 3)
    ]
    for shuffled in (False, True):
        acme = await open_workspace()
        chosen = random.sample(events, len(events)) if shuffled else events
        for type_, hours, data in chosen:
            bench.clock.set(base)
            bench.clock.advance(hours=-hours)
            await bench.deliver(type_, data, workspace_id=acme, run=False)
        bench.clock.set(base)
        await bench.run_until_idle()
        numbers.append(await overview(bench.member(acme)))
    assert numbers[0] == numbers[1]
    assert numbers[0]["deals_won_value"]["money"] == [{"amount": 600, "currency": "EUR"}]


async def test_facts_hold_no_names_or_texts(bench: ServiceBench, open_workspace: Any) -> None:
    acme = await open_workspace()
    owner = str(new_id())
    await bench.deliver(
        CREATED,
        contact(owner_id=owner, emails=[{"address": "ada@example.org"}], city="London", score=7, vip=True),
        workspace_id=acme,
    )
    [fact] = await stored(bench, acme)
    assert fact.dimensions == {"owner_id": owner, "score": 7, "source": "form", "vip": True}
    assert "Ada" not in str(fact)
    assert "London" not in str(fact)


async def test_a_login_counts_in_every_workspace_of_the_person(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    one, two, left = [await open_workspace() for _ in range(3)]
    person = str(new_id())
    for workspace in (one, two, left):
        data = {"id": str(new_id()), "user_id": person, "role": "editor"}
        await bench.deliver("workspace.member.created.v1", data, workspace_id=workspace)
    bench.clock.advance(seconds=1)
    await bench.deliver("workspace.member.removed.v1", {"user_id": person}, workspace_id=left)
    for _ in range(2):
        await bench.deliver("identity.login.succeeded.v1", {"user_id": person, "method": "password"})
    for workspace, logins in ((one, 2), (two, 2), (left, 0)):
        found = await overview(bench.member(workspace))
        assert found["logins"]["value"] == logins
        assert found["people_signed_in"]["value"] == min(logins, 1)
        assert found["people_signed_in"]["additive"] is False
        assert found["members_joined"]["value"] == 1
    assert len(await stored(bench, PLATFORM, "identity.login.succeeded.v1")) == 2


async def test_internal_events_are_no_facts(bench: ServiceBench, open_workspace: Any, overview: Any) -> None:
    acme = await open_workspace()
    await bench.deliver("crm.usage.recorded.v1", {"metric": "crm.contacts", "used": 3}, workspace_id=acme, public=False)
    assert (await overview(bench.member(acme)))["events"]["value"] == 1


async def test_a_late_membership_event_does_not_undo_a_newer_one(
    bench: ServiceBench, open_workspace: Any, overview: Any
) -> None:
    acme, person = await open_workspace(), str(new_id())
    joined = Envelope(
        id=new_id(), source="workspace", type="workspace.member.created.v1", subject="m", time=bench.clock.now(),
        data={"user_id": person}, workspaceid=acme, correlationid=new_id(),
    )  # fmt: skip
    bench.clock.advance(minutes=1)
    await bench.deliver("workspace.member.removed.v1", {"user_id": person}, workspace_id=acme)
    await bench.runtime.inbox.accept([joined])
    await bench.run_until_idle()
    await bench.deliver("identity.login.succeeded.v1", {"user_id": person})
    assert (await overview(bench.member(acme)))["logins"]["value"] == 0
