"""Deals through their routes."""

from typing import Any

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race, race_statuses

URL, STAGES = "/api/v1/crm/deals", "/api/v1/crm/stages"


async def create(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await member.post(URL, json={"name": "Deal", **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def stages(member: httpx2.AsyncClient) -> list[str]:
    """The stages of the default pipeline: four open ones, won, lost."""
    return [stage["id"] for stage in (await member.get(STAGES)).json()["items"]]


async def board(member: httpx2.AsyncClient, stage_id: str) -> list[str]:
    items = (await member.get(URL, params={"stage_id": stage_id, "sort": "rank", "limit": "100"})).json()["items"]
    assert len({item["rank"] for item in items}) == len(items)
    return [item["name"] for item in items]


async def test_a_deal_goes_to_the_first_stage_of_the_default_pipeline(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post("/api/v1/crm/contacts", json={"first_name": "Jane"})).json()["id"]
    company = (await member.post("/api/v1/crm/companies", json={"name": "Acme"})).json()["id"]
    deal = await create(
        member,
        amount={"amount": 199900, "currency": "EUR"},
        contact_ids=[contact],
        company_id=company,
        tags=["hot"],
        expected_close="2026-12-24",
    )
    assert (deal["status"], deal["stage_id"]) == ("open", (await stages(member))[0])
    assert deal["amount"] == {"amount": 199900, "currency": "EUR"}
    assert (deal["contact_ids"], deal["tags"], deal["fx_rate"]) == ([contact], ["hot"], None)
    assert (await member.get(URL)).json()["items"] == [deal]
    for params, count in (
        ({"amount[gte]": "199900"}, 1),
        ({"amount[gt]": "199900"}, 0),
        ({"contact_id": contact}, 1),
        ({"contact_id": company}, 0),
        ({"tag": "HOT"}, 1),
        ({"status": "won"}, 0),
        ({"expected_close[lte]": "2026-12-24"}, 1),
    ):
        found = (await member.get(URL, params=params)).json()["items"]
        assert len(found) == count, params
    changed = (await member.patch(f"{URL}/{deal['id']}", json={"amount": None, "contact_ids": []})).json()
    assert (changed["amount"], changed["contact_ids"], changed["rank"]) == (None, [], deal["rank"])


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"stage_id": str(new_id())}, "/stage_id"),
        ({"pipeline_id": str(new_id())}, "/pipeline_id"),
        ({"amount": {"amount": 5, "currency": "USD"}}, "/fx_rate"),
        ({"amount": {"amount": -5, "currency": "EUR"}}, "/amount"),
        ({"amount": {"amount": 5.5, "currency": "EUR"}}, "/amount/amount"),
        ({"amount": {"amount": 5, "currency": "XXX"}}, "/amount/currency"),
        ({"contact_ids": [str(new_id())]}, "/contact_ids/0"),
        ({"company_id": str(new_id())}, "/company_id"),
        ({"probability": 10_001}, "/probability"),
        ({"status": "won"}, "/status"),
    ],
)
async def test_bad_input_is_named_and_changes_nothing(
    bench: ServiceBench, fields: dict[str, Any], pointer: str
) -> None:
    member = bench.member(await bench.workspace())
    before = len(await bench.published())
    refused = await member.post(URL, json={"name": "Deal", **fields})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await member.get(URL)).json()["items"] == []
    assert len(await bench.published()) == before


async def test_the_board_keeps_its_order(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first, second, *_ = await stages(member)
    ids = {name: (await create(member, name=name))["id"] for name in "ABCDE"}
    assert await board(member, first) == list("ABCDE")

    async def move(name: str, **place: Any) -> None:
        answer = await member.post(f"{URL}/{ids[name]}/move", json={"stage_id": first, **place})
        assert answer.status_code == 200, answer.text

    await move("E", before=ids["A"])
    assert await board(member, first) == list("EABCD")
    await move("A", after=ids["C"])
    assert await board(member, first) == list("EBCAD")
    await move("B")
    assert await board(member, first) == list("ECADB")
    await move("C", stage_id=second)
    assert (await board(member, first), await board(member, second)) == (list("EADB"), ["C"])
    await move("C", before=ids["D"])
    assert await board(member, first) == list("EACDB")
    # One gap is filled until the stage must be renumbered, and the order still holds.
    for number in range(30):
        ids[str(number)] = (await create(member, name=str(number)))["id"]
        await move(str(number), after=ids["E"])
    expected = ["E", *(str(number) for number in reversed(range(30))), *"ACDB"]
    assert await board(member, first) == expected


async def test_moves_that_make_no_sense_change_nothing(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    first, second, *_, won, lost = await stages(member)
    partners = (await member.post("/api/v1/crm/pipelines", json={"name": "Partners"})).json()["id"]
    foreign = (await member.get(STAGES, params={"pipeline_id": partners})).json()["items"][0]["id"]
    deal, other = await create(member, name="A"), await create(member, name="B")
    where = f"{URL}/{deal['id']}/move"
    before = len(await bench.published())
    for body, pointer in (
        ({"stage_id": foreign}, "/stage_id"),
        ({"stage_id": str(new_id())}, "/stage_id"),
        ({"stage_id": second, "after": other["id"]}, "/after"),
        ({"stage_id": first, "before": deal["id"]}, "/before"),
        ({"stage_id": lost}, "/lost_reason"),
        ({"stage_id": first, "before": other["id"], "after": other["id"]}, ""),
    ):
        refused = await member.post(where, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    stranger = bench.member(workspace, permissions=["crm.*:read"])
    assert (await stranger.post(where, json={"stage_id": second})).status_code == 403
    assert len(await bench.published()) == before
    assert (await member.get(f"{URL}/{deal['id']}")).json() == deal
    elsewhere = bench.member(await bench.workspace())
    assert (await elsewhere.post(where, json={"stage_id": won})).status_code == 404


async def test_a_deal_is_won_lost_and_reopened(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    _, second, *_, won, lost = await stages(member)
    deal = await create(member, amount={"amount": 500, "currency": "EUR"})
    where = f"{URL}/{deal['id']}"
    await member.post(f"{where}/move", json={"stage_id": second})
    closed = (await member.post(f"{where}/win")).json()
    assert (closed["status"], closed["stage_id"], closed["closed_at"] is None) == ("won", won, False)
    for refused in (
        await member.post(f"{where}/win"),
        await member.post(f"{where}/lose", json={"lost_reason": "price"}),
        await member.post(f"{where}/move", json={"stage_id": lost, "lost_reason": "price"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
        assert refused.json()["from"] == "won"
    again = (await member.post(f"{where}/reopen", json={})).json()
    assert (again["status"], again["stage_id"], again["closed_at"]) == ("open", second, None)
    assert (await member.post(f"{where}/lose", json={})).status_code == 422
    gone = (await member.post(f"{where}/lose", json={"lost_reason": "price"})).json()
    assert (gone["status"], gone["stage_id"], gone["lost_reason"]) == ("lost", lost, "price")
    back = (await member.post(f"{where}/move", json={"stage_id": second})).json()
    assert (back["status"], back["lost_reason"]) == ("open", None)

    history = (await member.get(f"{where}/stage-history")).json()["items"]
    assert [step["status"] for step in history] == ["open", "open", "won", "open", "lost", "open"]
    told = [event.type.split(".")[2] for event in await bench.published() if "crm.deal." in event.type]
    assert [name for name in told if name not in {"created", "updated"}] == [
        "stage_changed",
        "stage_changed",
        "won",
        "stage_changed",
        "reopened",
        "stage_changed",
        "lost",
        "stage_changed",
        "reopened",
    ]
    [event] = await bench.published("crm.deal.won.v1")
    assert event.data["amount"] == {"amount": 500, "currency": "EUR"}


# --- races -----------------------------------------------------------------------------------------------------


async def test_of_two_who_drag_the_same_deal_one_is_told(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    _, second, third, *_ = await stages(member)
    deal = await create(member)

    async def attempt(number: int) -> httpx2.Response:
        target = (second, third)[number]
        headers = {"If-Match": f'"{deal["version"]}"'}
        return await member.post(f"{URL}/{deal['id']}/move", json={"stage_id": target}, headers=headers)

    assert await race_statuses(attempt, callers=2) == {200: 1, 412: 1}
    assert len(await bench.published("crm.deal.stage_changed.v1")) == 1


async def test_ranks_stay_unique_when_many_move_at_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first, second, *_ = await stages(member)
    anchor = await create(member, name="anchor", stage_id=second)
    deals = [(await create(member, name=str(number)))["id"] for number in range(12)]

    async def attempt(number: int) -> httpx2.Response:
        place = {"after": anchor["id"]} if number % 2 else {"before": anchor["id"]}
        return await member.post(f"{URL}/{deals[number]}/move", json={"stage_id": second, **place})

    assert await race_statuses(attempt, callers=12) == {200: 12}
    names = await board(member, second)
    position = names.index("anchor")
    assert {int(name) % 2 for name in names[:position]} == {0}
    assert {int(name) % 2 for name in names[position + 1 :]} == {1}
    assert len(names) == 13
    assert await board(member, first) == []


async def test_many_new_deals_at_once_all_find_a_place(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first, *_ = await stages(member)

    async def attempt(number: int) -> httpx2.Response:
        return await member.post(URL, json={"name": str(number)})

    assert {answer.status_code for answer in await race(attempt, callers=10)} == {201}  # type: ignore[union-attr]
    assert len(await board(member, first)) == 10


async def test_a_stage_that_is_emptied_while_deals_come_loses_none(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first, second, *_ = await stages(member)
    await create(member, name="there")

    async def attempt(number: int) -> httpx2.Response:
        if number == 0:
            return await member.delete(f"{STAGES}/{first}", params={"move_to": second})
        return await member.post(URL, json={"name": str(number), "stage_id": first})

    answers: list[Any] = list(await race(attempt, callers=6))
    assert answers[0].status_code == 204
    created = [answer for answer in answers[1:] if answer.status_code == 201]
    assert {answer.status_code for answer in answers[1:]} <= {201, 422}
    assert len(await board(member, second)) == 1 + len(created)
