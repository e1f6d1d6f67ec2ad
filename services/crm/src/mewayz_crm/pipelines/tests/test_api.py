"""Pipelines and their stages through their routes."""

from typing import Any

import httpx2

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL, STAGES, DEALS = "/api/v1/crm/pipelines", "/api/v1/crm/stages", "/api/v1/crm/deals"


async def stages_of(member: httpx2.AsyncClient, pipeline_id: str) -> list[dict[str, Any]]:
    return list((await member.get(STAGES, params={"pipeline_id": pipeline_id})).json()["items"])


async def default(member: httpx2.AsyncClient) -> dict[str, Any]:
    [pipeline] = (await member.get(URL)).json()["items"]
    return dict(pipeline)


async def test_a_new_workspace_has_one_pipeline_in_its_currency(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    pipeline = await default(member)
    assert (pipeline["name"], pipeline["currency"], pipeline["is_default"]) == ("Sales", "EUR", True)
    stages = await stages_of(member, pipeline["id"])
    assert [(stage["kind"], stage["probability"]) for stage in stages] == [
        ("open", 1_000),
        ("open", 2_000),
        ("open", 5_000),
        ("open", 8_000),
        ("won", 10_000),
        ("lost", 0),
    ]
    again = {"id": str(workspace), "currency": "EUR", "name": "Acme", "slug": "a", "timezone": "UTC"}
    snapshot = again | {"locale": "en", "status": "active", "version": 9}
    await bench.deliver("workspace.workspace.created.v1", snapshot, workspace_id=workspace)
    assert await default(member) == pipeline
    assert await bench.inbox("dead") == []


async def test_the_default_moves_and_cannot_be_deleted(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first = await default(member)
    created = await member.post(URL, json={"name": "Partners", "currency": "USD"})
    assert (created.status_code, created.json()["is_default"]) == (201, False)
    where = f"{URL}/{created.json()['id']}"
    refused = await member.delete(f"{URL}/{first['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "default_pipeline")
    assert (await member.patch(where, json={"is_default": True})).json()["is_default"] is True
    assert (await member.get(f"{URL}/{first['id']}")).json()["is_default"] is False
    assert (await member.patch(where, json={"is_default": False})).status_code == 422
    assert (await member.patch(where, json={"currency": "EUR"})).status_code == 422
    assert (await member.delete(f"{URL}/{first['id']}")).status_code == 204
    assert await stages_of(member, first["id"]) == []


async def test_a_pipeline_with_deals_is_not_deleted(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    pipeline = (await member.post(URL, json={"name": "Partners"})).json()
    await member.post(DEALS, json={"name": "Big", "pipeline_id": pipeline["id"]})
    refused = await member.delete(f"{URL}/{pipeline['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "pipeline_in_use")
    assert len(await stages_of(member, pipeline["id"])) == 6


async def test_two_that_become_the_default_at_once_leave_one(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    made = [(await member.post(URL, json={"name": f"P{number}"})).json()["id"] for number in range(4)]

    async def attempt(number: int) -> httpx2.Response:
        return await member.patch(f"{URL}/{made[number]}", json={"is_default": True})

    statuses = await race_statuses(attempt, callers=4)
    assert set(statuses) <= {200, 409}
    assert statuses[200] >= 1
    items = (await member.get(URL)).json()["items"]
    assert sum(item["is_default"] for item in items) == 1


async def test_stages_are_added_ordered_and_guarded(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    pipeline = await default(member)
    added = await member.post(STAGES, json={"pipeline_id": pipeline["id"], "name": "Trial"})
    assert (added.status_code, added.json()["kind"], added.json()["probability"]) == (201, "open", 5_000)
    stages = await stages_of(member, pipeline["id"])
    assert [stage["name"] for stage in stages][3:] == ["Negotiation", "Trial", "Won", "Lost"]
    assert [stage["position"] for stage in stages] == list(range(7))
    first, won = stages[0], stages[5]
    moved = await member.post(f"{STAGES}/{added.json()['id']}/move", json={"after": first["id"]})
    assert moved.json()["position"] == 1
    to_front = await member.post(f"{STAGES}/{added.json()['id']}/move", json={"after": None})
    assert to_front.json()["position"] == 0
    for refused, code in (
        (await member.post(f"{STAGES}/{won['id']}/move", json={"after": None}), "stage_fixed"),
        (await member.delete(f"{STAGES}/{won['id']}"), "stage_fixed"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    beside = await member.post(f"{STAGES}/{first['id']}/move", json={"after": won["id"]})
    assert (beside.status_code, beside.json()["errors"][0]["pointer"]) == (422, "/after")
    fixed = await member.patch(f"{STAGES}/{won['id']}", json={"probability": 5})
    assert fixed.json()["errors"][0]["code"] == "fixed_probability"
    assert (await member.post(STAGES, json={"pipeline_id": str(new_id()), "name": "X"})).status_code == 422

    for stage in [s for s in await stages_of(member, pipeline["id"]) if s["kind"] == "open"][1:]:
        assert (await member.delete(f"{STAGES}/{stage['id']}")).status_code == 204
    [last] = [s for s in await stages_of(member, pipeline["id"]) if s["kind"] == "open"]
    refused = await member.delete(f"{STAGES}/{last['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_open_stage")


async def test_a_stage_with_deals_goes_only_when_they_move(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    pipeline = await default(member)
    stages = await stages_of(member, pipeline["id"])
    first, second = stages[0]["id"], stages[1]["id"]
    deals = [(await member.post(DEALS, json={"name": f"D{n}"})).json()["id"] for n in range(3)]
    await member.post(f"{DEALS}/{deals[0]}/move", json={"stage_id": second})
    await member.delete(f"{DEALS}/{deals[2]}")
    before = len(await bench.published())
    for params, status, code in (
        ({}, 409, "stage_in_use"),
        ({"move_to": stages[4]["id"]}, 400, "invalid_parameter"),
        ({"move_to": str(new_id())}, 400, "invalid_parameter"),
    ):
        refused = await member.delete(f"{STAGES}/{first}", params=params)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert len(await bench.published()) == before
    assert (await member.delete(f"{STAGES}/{first}", params={"move_to": second})).status_code == 204
    board = (await member.get(DEALS, params={"stage_id": second, "sort": "rank"})).json()["items"]
    assert [deal["id"] for deal in board] == deals[:2]
    assert (await member.post(f"{DEALS}/{deals[2]}/restore")).json()["stage_id"] == second


async def test_a_forecast_equals_the_sum_over_the_rows(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    pipeline = await default(member)
    where = f"{URL}/{pipeline['id']}/forecast"
    empty = (await member.get(where)).json()
    assert (empty["count"], empty["total"], empty["weighted"]) == (
        0,
        {"amount": 0, "currency": "EUR"},
        {"amount": 0, "currency": "EUR"},
    )
    stages = await stages_of(member, pipeline["id"])
    eur, usd = "EUR", "USD"
    for body in (
        {"amount": {"amount": 1005, "currency": eur}, "expected_close": "2026-12-01"},
        {"amount": {"amount": 1005, "currency": eur}, "expected_close": "2026-12-31", "probability": 3333},
        {"amount": {"amount": 999, "currency": usd}, "fx_rate": "0.915", "stage_id": stages[3]["id"]},
        {"expected_close": "2027-01-01"},
    ):
        created = await member.post(DEALS, json={"name": "Deal", **body})
        assert created.status_code == 201, created.text
    whole = (await member.get(where)).json()
    assert (whole["count"], whole["total"]["amount"]) == (4, 1005 + 1005 + 914)
    # 100.5 → 101 and 334.9665 → 335 of each deal; 799.2 → 799 USD, which is 731.085 → 731 EUR.
    assert whole["weighted"]["amount"] == 101 + 335 + 731
    assert sum(stage["weighted"]["amount"] for stage in whole["stages"]) == whole["weighted"]["amount"]
    december = (await member.get(where, params={"from": "2026-12-01", "to": "2026-12-31"})).json()
    assert (december["count"], december["total"]["amount"]) == (2, 2010)
    assert (await member.get(where, params={"from": "soon"})).status_code == 400
    stranger = bench.member(await bench.workspace())
    assert (await stranger.get(where)).status_code == 404
