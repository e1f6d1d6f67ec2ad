"""Views through their routes."""

from typing import Any

import httpx2

from mewayz_crm.tests.making import make
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/views"
API = "/api/v1/crm"


async def shown(member: httpx2.AsyncClient, view: dict[str, Any], **params: str) -> list[str]:
    answer = await member.get(f"{URL}/{view['id']}/rows", params=params)
    assert answer.status_code == 200, answer.text
    return [item.get("name") or item["subject"] for item in answer.json()["items"]]


async def test_a_board_of_deals_with_its_rows_groups_and_sums(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    await make(member, "custom-fields", entity="deal", key="seats", label="Seats", type="number")
    for name, amount, currency, seats in (
        ("A", 100, "EUR", 1),
        ("B", 250, "EUR", 2.5),
        ("C", 70, "USD", None),
        ("D", None, None, 4),
    ):
        money = {"amount": {"amount": amount, "currency": currency}, "fx_rate": "1"} if currency else {}
        await make(member, "deals", name=name, **money, custom={"seats": seats})
    rest = {"custom": {"seats": 9}, "amount": {"amount": 9, "currency": "EUR"}}
    await make(bench.member(await bench.workspace(currency="EUR")), "deals", name="E", **rest | {"custom": {}})
    won = (await member.get(f"{API}/deals", params={"name": "B"})).json()["items"][0]
    await member.post(f"{API}/deals/{won['id']}/win")
    view = await make(
        member,
        "views",
        name="Board",
        entity="deal",
        layout="board",
        group_by="status",
        sums=["amount", "custom.seats"],
        sort="-name",
        columns=["name", "amount", "custom.seats"],
        filter={"none": [{"field": "name", "op": "eq", "value": "z"}]},
    )
    assert await shown(member, view) == ["D", "C", "B", "A"]
    assert await shown(member, view, sort="name", status="open") == ["A", "C", "D"]
    first = (await member.get(f"{URL}/{view['id']}/rows", params={"limit": "3", "count": "true"})).json()
    assert (first["total"], len(first["items"])) == (4, 3)
    assert await shown(member, view, cursor=first["next_cursor"]) == ["A"]
    [deal] = [item for item in first["items"] if item["name"] == "B"]
    assert deal == (await member.get(f"{API}/deals/{won['id']}")).json(), "rows are what the record's own list shows"

    groups = (await member.get(f"{URL}/{view['id']}/groups")).json()
    eur, usd = {"amount": 100, "currency": "EUR"}, {"amount": 70, "currency": "USD"}
    assert groups == {
        "items": [
            {"value": "open", "count": 3, "sums": {"amount": [eur, usd], "custom.seats": 5}},
            {"value": "won", "count": 1, "sums": {"amount": [{**eur, "amount": 250}], "custom.seats": 2.5}},
        ],
        "more": False,
    }
    table = await make(member, "views", name="All", entity="deal", sums=["amount"])
    [group] = (await member.get(f"{URL}/{table['id']}/groups", params={"status": "open"})).json()["items"]
    assert (group["value"], group["count"]) == (None, 3)
    custom = await make(member, "views", name="Empty", entity="contact", group_by="lifecycle_stage", sums=["score"])
    assert (await member.get(f"{URL}/{custom['id']}/groups")).json() == {"items": [], "more": False}
    assert (await member.get(f"{URL}/{custom['id']}/rows")).json() == {"items": [], "next_cursor": None}


async def test_a_calendar_shows_days_of_the_workspaces_zone(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(timezone="Pacific/Auckland"))
    for subject, due in (
        ("late on the 9th", "2026-07-09T11:59:59Z"),
        ("first of the 10th", "2026-07-09T12:00:00Z"),
        ("last of the 10th", "2026-07-10T11:59:59.999999Z"),
        ("the 11th", "2026-07-10T12:00:00Z"),
    ):
        await make(member, "activities", type="task", subject=subject, due_at=due)
    view = await make(
        member, "views", name="Days", entity="activity", layout="calendar", date_field="due_at", sort="due_at"
    )
    days = {"from": "2026-07-10", "until": "2026-07-10"}
    assert await shown(member, view, **days) == ["first of the 10th", "last of the 10th"]
    assert await shown(member, view, **{"from": "2026-07-11"}) == ["the 11th"]
    assert (await member.get(f"{URL}/{view['id']}/rows", params={"from": "soon"})).status_code == 400
    plain = await make(member, "views", name="Plain", entity="activity")
    refused = await member.get(f"{URL}/{plain['id']}/rows", params=days)
    assert (refused.status_code, refused.json()["parameter"]) == (400, "from")


async def test_everybody_sees_shared_views_and_their_own(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    ann, bob = bench.member(workspace), bench.member(workspace)
    reader = bench.member(workspace, permissions=["crm.views:read", "crm.contacts:read"])
    await make(ann, "contacts", first_name="Ada")
    own, shared = (
        await make(ann, "views", name="Own", entity="contact"),
        await make(ann, "views", name="Shared", entity="contact", shared=True),
    )
    deals = await make(ann, "views", name="Deals", entity="deal", shared=True)
    assert {one["name"] for one in (await bob.get(URL)).json()["items"]} == {"Shared", "Deals"}
    assert len((await ann.get(URL)).json()["items"]) == 3
    where = f"{URL}/{own['id']}"
    for answer in (
        await bob.get(where),
        await bob.get(f"{where}/rows"),
        await bob.get(f"{where}/groups"),
        await bob.patch(where, json={"name": "Mine"}),
        await bob.delete(where),
    ):
        assert answer.status_code == 404
    assert await shown(reader, shared) == ["Ada"]
    hidden = await reader.get(f"{URL}/{deals['id']}/rows")
    assert (hidden.status_code, hidden.json()["permission"]) == (403, "crm.deals:read")
    where = f"{URL}/{shared['id']}"
    assert (await bob.patch(where, json={"name": "Ours"})).json()["name"] == "Ours"
    assert (await bob.patch(where, json={"shared": False})).json()["code"] == "not_the_owner"
    assert (await ann.patch(where, json={"shared": False})).status_code == 200
    assert (await bob.get(where)).status_code == 404
    small = bench.member(await bench.workspace(features=["contacts"]))
    refused = await small.post(URL, json={"name": "Deals", "entity": "deal"})
    assert (refused.status_code, refused.json()["code"]) == (403, "feature_disabled")


BAD = [
    ({"columns": ["name", "nope"]}, "/columns/1"),
    ({"sort": "city"}, "/sort"),
    ({"group_by": "created_at"}, "/group_by"),
    ({"sums": ["name"]}, "/sums/0"),
    ({"date_field": "name"}, "/date_field"),
    ({"layout": "board"}, "/group_by"),
    ({"layout": "calendar"}, "/date_field"),
    ({"filter": {"all": [{"field": "nope", "op": "eq", "value": 1}]}}, "/filter/all/0/field"),
    ({"filter": {"all": [{"any": [{"field": "name", "op": "gt", "value": "a"}]}]}}, "/filter/all/0/any/0/op"),
    ({"filter": {"field": "created_at", "op": "eq", "value": "soon"}}, "/filter/value"),
    ({"filter": {"field": "created_at", "op": "within_last", "value": -1}}, "/filter/value"),
    ({"filter": {"field": "created_at", "op": "between", "value": ["2026-02-02", "2026-02-01"]}}, "/filter/value"),
    ({"filter": {"field": "source", "op": "in", "value": ["ads", "moon"]}}, "/filter/value"),
    ({"filter": {"field": "score", "op": "eq", "value": "7"}}, "/filter/value"),
    ({"filter": {"field": "owner_id", "op": "eq", "value": "me"}}, "/filter/value"),
    ({"filter": {"field": "tags", "op": "has_any", "value": []}}, "/filter/value"),
    ({"filter": {"field": "name", "op": "is_empty", "value": "x"}}, "/filter/value"),
    ({"filter": {"field": "name", "op": "like", "value": "x"}}, "/filter/op"),
    ({"filter": {"all": []}}, "/filter/all"),
    ({"filter": {"all": [{"field": "name"}]}}, "/filter/all/0"),
    (
        {"filter": {"all": [{"any": [{"none": [{"all": [{"field": "name", "op": "is_empty"}]}]}]}]}},
        "/filter/all/0/any/0/none/0",
    ),
]


async def test_bad_input_is_named_and_changes_nothing(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    view = await make(member, "views", name="V", entity="contact")
    before = len(await bench.published())
    for fields, pointer in BAD:
        for refused in (
            await member.post(URL, json={"name": "V", "entity": "contact", **fields}),
            await member.patch(f"{URL}/{view['id']}", json=fields),
        ):
            assert refused.status_code == 422, refused.text
            assert [error["pointer"] for error in refused.json()["errors"]] == [pointer], fields
    assert (await member.get(URL)).json()["items"] == [view]
    assert len(await bench.published()) == before


async def test_a_field_that_is_gone_is_empty_in_every_record(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    field = await make(
        member, "custom-fields", entity="contact", key="tier", label="T", type="select", options=["Gold"]
    )
    await make(member, "contacts", first_name="Ada", custom={"tier": "Gold"})
    gold = {"field": "custom.tier", "op": "eq", "value": "gold"}
    tier = {"entity": "contact", "group_by": "custom.tier"}
    views = [
        await make(member, "views", name="Gold", filter=gold, **tier),
        await make(member, "views", name="Rest", filter={"none": [gold]}, **tier),
    ]
    assert [await shown(member, view) for view in views] == [["Ada"], []]
    [group] = (await member.get(f"{URL}/{views[0]['id']}/groups")).json()["items"]
    assert (group["value"], group["count"]) == ("Gold", 1)
    await member.delete(f"{API}/custom-fields/{field['id']}")
    assert [await shown(member, view) for view in views] == [[], ["Ada"]]
    [group] = (await member.get(f"{URL}/{views[1]['id']}/groups")).json()["items"]
    assert (group["value"], group["count"]) == (None, 1)
    assert (await member.patch(f"{URL}/{views[0]['id']}", json={"name": "Was gold"})).status_code == 200
