"""Scores: derived from entries, explained by them, counted once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from mewayz_crm.scoring_rules import service
from mewayz_crm.scoring_rules.events import Deed
from mewayz_crm.tests.making import make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

API = "/api/v1/crm"
URL = f"{API}/scoring-rules"
ORDER = "commerce.order.placed"


async def order(bench: ServiceBench, workspace: UUID, address: str = "jane@example.com") -> None:
    data = {"order_id": str(new_id()), "customer": {"email": address}}
    await bench.deliver(f"{ORDER}.v1", data, workspace_id=workspace)


async def jane(member: Any) -> dict[str, Any]:
    return await make(member, first_name="Jane", emails=[{"address": "jane@example.com"}])


async def score(member: Any, contact: dict[str, Any]) -> int | None:
    found = (await member.get(f"{API}/contacts/{contact['id']}")).json()["score"]
    explained = (await member.get(f"{API}/contacts/{contact['id']}/score")).json()
    assert explained["score"] == found
    return None if found is None else int(found)


async def test_a_score_is_null_until_a_rule_counts_then_the_sum_of_its_live_entries(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    await order(bench, workspace)
    assert await score(member, contact) is None
    assert (await member.get(f"{API}/contacts/{contact['id']}/score")).json()["entries"] == []

    await make(member, "scoring-rules", name="Orders", trigger=ORDER, points=60, expires_after_days=10)
    await make(member, "scoring-rules", name="Also", trigger=ORDER, points=-10)
    await order(bench, workspace)
    assert await score(member, contact) == 50
    await order(bench, workspace)
    assert await score(member, contact) == 100
    explained = (await member.get(f"{API}/contacts/{contact['id']}/score")).json()
    assert (explained["points"], len(explained["entries"])) == (100, 4)
    assert {entry["reason"] for entry in explained["entries"]} == {"Orders", "Also"}
    await order(bench, workspace)
    assert await score(member, contact) == 100
    assert (await member.get(f"{API}/contacts/{contact['id']}/score")).json()["points"] == 150

    bench.clock.advance(days=11)
    await bench.run_until_idle()
    assert await score(member, contact) == 0
    assert (await member.get(f"{API}/contacts/{contact['id']}/score")).json()["points"] == -30
    high = {"filter": {"field": "score", "op": "gte", "value": 0}}
    assert (await member.post(f"{API}/segments/preview", json=high)).json()["count"] == 1
    stranger = bench.member(await bench.workspace())
    assert (await stranger.get(f"{API}/contacts/{contact['id']}/score")).status_code == 404
    assert (await stranger.get(f"{API}/score-entries")).json()["items"] == []


async def test_tags_fields_lists_and_segments_count(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    news = await make(member, "lists", name="News", opt_in="single")
    friends = await make(member, "segments", name="Friends")
    await make(member, "custom-fields", entity="contact", key="shoe", label="Shoe", type="text")
    for trigger, about, points in (
        ("crm.contact.created", None, 1),
        ("crm.contact.tagged", "VIP", 2),
        ("crm.contact.changed", "title", 4),
        ("crm.contact.changed", "custom.shoe", 8),
        ("crm.subscription.confirmed", news["id"], 16),
        ("crm.segment.entered", friends["id"], 32),
        ("crm.segment.entered", str(new_id()), 64),
    ):
        await make(member, "scoring-rules", name=trigger, trigger=trigger, about=about, points=points)
    contact = await jane(member)
    await bench.run_until_idle()
    assert await score(member, contact) == 1
    where = f"{API}/contacts/{contact['id']}"
    for change, expected in (
        ({"tags": ["other"]}, 1),
        ({"tags": ["other", "vip"]}, 3),
        ({"title": "Boss"}, 7),
        ({"custom": {"shoe": "38"}}, 15),
        ({"first_name": "Janet"}, 15),
    ):
        assert (await member.patch(where, json=change)).status_code == 200
        await bench.run_until_idle()
        assert await score(member, contact) == expected
    await make(member, "subscriptions", list_id=news["id"], address="jane@example.com")
    await bench.run_until_idle()
    assert await score(member, contact) == 31
    await member.post(f"{API}/segments/{friends['id']}/add", json={"contact_ids": [contact["id"]]})
    await bench.run_until_idle()
    assert await score(member, contact) == 63


@pytest.mark.parametrize(("mail", "expected"), [({}, 5), ({"contact_id": None}, None)])
async def test_only_people_open_mails(bench: ServiceBench, mail: dict[str, Any], expected: int | None) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    await make(member, "scoring-rules", name="Reads", trigger="crm.message.opened", points=5)
    told = {"contact_id": contact["id"]} | mail
    await bench.deliver("crm.message.opened.v1", told, workspace_id=workspace)
    assert await score(member, contact) == expected


async def test_filter_cap_and_activity_decide_and_a_simulation_says_so(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    tree = {"field": "country", "op": "eq", "value": "AT"}
    rule = await make(member, "scoring-rules", name="Once", trigger=ORDER, points=30, filter=tree, cap_per_contact=1)

    async def simulated() -> dict[str, Any]:
        answer = await member.post(f"{URL}/{rule['id']}/simulate", json={"contact_id": contact["id"]})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    assert await simulated() == {"counts": False, "refused_by": "filter", "score": None, "score_after": None}
    await order(bench, workspace)
    assert await score(member, contact) is None
    await member.patch(f"{API}/contacts/{contact['id']}", json={"country": "AT"})
    count = len(await bench.published())
    assert await simulated() == {"counts": True, "refused_by": None, "score": None, "score_after": 30}
    assert len(await bench.published()) == count
    for _ in range(2):
        await order(bench, workspace)
    assert await score(member, contact) == 30
    assert await simulated() == {"counts": False, "refused_by": "cap", "score": 30, "score_after": 30}
    await member.patch(f"{URL}/{rule['id']}", json={"active": False, "cap_per_contact": None})
    assert (await simulated())["refused_by"] == "active"
    missing = await member.post(f"{URL}/{rule['id']}/simulate", json={"contact_id": str(new_id())})
    assert missing.status_code == 404


async def test_a_deleted_rule_takes_its_points_back(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    gone = await make(member, "scoring-rules", name="Gone", trigger=ORDER, points=30)
    await make(member, "scoring-rules", name="Stays", trigger=ORDER, points=12)
    await order(bench, workspace)
    assert await score(member, contact) == 42
    assert (await member.delete(f"{URL}/{gone['id']}")).status_code == 204
    await bench.run_until_idle()
    assert await score(member, contact) == 12


async def test_two_contacts_that_are_merged_have_one_score_and_an_erased_one_none(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact, other = await jane(member), await make(member, emails=[{"address": "j@example.com"}])
    await make(member, "scoring-rules", name="Orders", trigger=ORDER, points=20)
    await order(bench, workspace)
    await order(bench, workspace, "j@example.com")
    assert (await member.post(f"{API}/contacts/{contact['id']}/merge", json={"ids": [other["id"]]})).status_code == 200
    await bench.run_until_idle()
    assert await score(member, contact) == 40
    shown = (await member.get(f"{API}/contacts/{contact['id']}/personal-data")).json()
    assert len(shown["score"]) == 2
    erased = (await member.post(f"{API}/contacts/{contact['id']}/erase")).json()
    assert erased["counts"]["score_entries"] == 2
    assert (await member.get(f"{API}/score-entries")).json()["items"] == []


async def test_reaching_the_threshold_is_told_once_per_rise(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    await member.patch(f"{API}/settings", json={"score_threshold": 50})
    await make(member, "scoring-rules", name="Orders", trigger=ORDER, points=30, expires_after_days=5)
    for _ in range(3):
        await order(bench, workspace)
    [told] = await bench.published("crm.score.threshold_reached.v1")
    assert (told.data["contact_id"], told.data["score"], told.data["threshold"]) == (contact["id"], 60, 50)
    bench.clock.advance(days=6)
    await bench.run_until_idle()
    for _ in range(2):
        await order(bench, workspace)
    assert len(await bench.published("crm.score.threshold_reached.v1")) == 2
    found = await member.get(f"{API}/timeline", params={"kind": "score.threshold_reached"})
    assert len(found.json()["items"]) == 2


async def test_rules_are_refused_and_rest_with_the_feature(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    body = {"name": "R", "trigger": ORDER, "points": 5}
    for wrong, pointer in (
        ({"points": 0}, "/points"),
        ({"points": 101}, "/points"),
        ({"trigger": "crm.contact.deleted"}, "/trigger"),
        ({"about": "x"}, "/about"),
        ({"trigger": "crm.contact.changed"}, "/about"),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, "/filter/field"),
    ):
        refused = await member.post(URL, json=body | wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    rule = await make(member, "scoring-rules", **body)
    assert (await member.patch(f"{URL}/{rule['id']}", json={"about": "x"})).status_code == 422
    contact = await jane(member)
    await bench.workspace(workspace_id=workspace, features=["contacts"])
    await order(bench, workspace)
    assert (await bench.member(workspace).get(URL)).status_code == 403
    assert (await bench.member(workspace).get(f"{API}/contacts/{contact['id']}")).json()["score"] is None


async def test_one_event_counts_once_and_a_cap_holds_for_callers_at_once(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await jane(member)
    await make(member, "scoring-rules", name="Every", trigger=ORDER, points=1)
    await make(member, "scoring-rules", name="Twice", trigger=ORDER, points=10, cap_per_contact=2)
    events = [new_id(), new_id(), new_id()]

    async def attempt(number: int) -> None:
        deed = Deed(
            contact_id=UUID(contact["id"]),
            kind=ORDER,
            source_event_id=events[number % 3],
            at=bench.clock.now() + timedelta(seconds=number),
        )
        async with bench.uow(workspace_id=workspace) as uow:
            await service.count(uow, deed)

    results = await race(attempt, callers=9)
    assert [one for one in results if isinstance(one, BaseException)] == []
    assert await score(member, contact) == 23
    assert len((await member.get(f"{API}/score-entries")).json()["items"]) == 5
