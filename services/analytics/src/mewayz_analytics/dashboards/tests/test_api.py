"""Boards and tiles through their routes."""

from typing import Any

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

BOARDS, TILES = "/api/v1/analytics/dashboards", "/api/v1/analytics/widgets"
TILE = {"title": "New contacts", "kind": "line", "metric": "contacts_created"}


async def test_a_board_with_tiles_lives_and_goes(bench: ServiceBench, open_workspace: Any) -> None:
    acme = await open_workspace()
    member, stranger = bench.member(acme), bench.member(await open_workspace())
    board = (await member.post(BOARDS, json={"name": "Sales", "default_for": "crm"})).json()
    tile = await member.post(TILES, json=TILE | {"dashboard_id": board["id"], "column": 8})
    assert tile.status_code == 201, tile.text
    where = tile.headers["location"]
    assert (await member.patch(where, json={"width": 6, "metric": "deals_won"})).json()["metric"] == "deals_won"
    assert (await stranger.get(where)).status_code == 404
    assert (await stranger.post(TILES, json=TILE | {"dashboard_id": board["id"]})).status_code == 422
    assert (await member.delete(f"{BOARDS}/{board['id']}")).status_code == 204
    assert (await member.get(where)).status_code == 404
    assert (await member.get(TILES)).json()["items"] == []


async def test_a_goal_has_one_default_board_even_in_a_race(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    body = {"name": "Sales", "default_for": "crm"}
    statuses = await race_statuses(lambda _: member.post(BOARDS, json=body), callers=8)
    assert statuses == {201: 1, 409: 7}
    refused = await member.post(BOARDS, json=body)
    assert refused.json()["code"] == "default_board_taken"
    assert (await member.post(BOARDS, json={"name": "Another"})).status_code == 201
    assert (await member.get(BOARDS, params={"count": "true"})).json()["total"] == 2


async def test_a_board_holds_fifty_tiles_even_in_a_race(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    board = (await member.post(BOARDS, json={"name": "Sales"})).json()["id"]
    many = [{"op": "create", "data": TILE | {"dashboard_id": board}}] * 48
    results = (await member.post(f"{TILES}/bulk", json={"operations": many})).json()["results"]
    assert {result["status"] for result in results} == {201}
    statuses = await race_statuses(lambda _: member.post(TILES, json=TILE | {"dashboard_id": board}), callers=6)
    assert statuses == {201: 2, 422: 4}


async def test_bad_tiles_change_nothing(bench: ServiceBench, open_workspace: Any) -> None:
    member = bench.member(await open_workspace())
    board = (await member.post(BOARDS, json={"name": "Sales"})).json()["id"]
    for change in ({"metric": "nonsense"}, {"kind": "pie"}, {"width": 13}, {"dashboard_id": str(new_id())}):
        refused = await member.post(TILES, json=TILE | {"dashboard_id": board} | change)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == f"/{next(iter(change))}"
    assert (await member.get(TILES)).json()["items"] == []
    assert await bench.published("analytics.widget.created.v1") == []
