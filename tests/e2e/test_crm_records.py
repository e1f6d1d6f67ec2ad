"""Records of a crm as its users meet them through the gateway: scenarios 1, 3, 8 and 10 of crm.md."""

from typing import Any

import pytest_asyncio
from tests.e2e.crm import CRM, FEATURES, at_once, count, default_pipeline, everything, make

from mewayz_testing.people import Person, Platform, Seat, succeed

NOUNS = (
    "contacts",
    "companies",
    "leads",
    "deals",
    "activities",
    "notes",
    "tags",
    "custom-fields",
    "lists",
    "subscriptions",
    "consents",
    "suppressions",
    "segments",
    "views",
    "senders",
    "mail-domains",
    "mail-templates",
    "timeline",
    "merges",
    "duplicate-sets",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person) -> Seat:
    """One workspace for tests that look at their own records only."""
    return await ada.create_workspace("Records", features=FEATURES)


async def test_a_fresh_workspace_holds_nothing_and_counts_what_comes(ada: Person, platform: Platform) -> None:
    fresh = await ada.create_workspace("Fresh", features=FEATURES)
    other = await ada.create_workspace("Other", features=FEATURES)
    for noun in NOUNS:
        page = succeed(await fresh.get(f"{CRM}/{noun}", params={"count": "true"}))
        assert (page["items"], page["total"]) == ([], 0), noun
    pipeline, _ = await default_pipeline(fresh, platform)
    forecast = succeed(await fresh.get(f"{CRM}/pipelines/{pipeline['id']}/forecast"))
    assert (forecast["count"], forecast["total"]["amount"], forecast["weighted"]["amount"]) == (0, 0, 0)
    for name in ("ann", "bob", "cid"):
        made = await make(fresh, "contacts", first_name=name, emails=[{"address": f"{name}@fresh.example"}])
        assert made["score"] is None
    assert await count(fresh, "contacts") == 3
    assert await count(other, "contacts") == 0
    again = {"first_name": "Twin", "emails": [{"address": "ANN@fresh.example"}]}
    refused = await fresh.post(f"{CRM}/contacts", json=again)
    assert (refused.status_code, refused.json()["code"]) == (409, "email_taken")
    await make(other, "contacts", **again)
    assert (await count(fresh, "contacts"), await count(other, "contacts")) == (3, 1)


async def test_a_merge_moves_everything_keeps_the_no_and_tells_where_the_merged_one_went(
    platform: Platform, seat: Seat
) -> None:
    ann = await make(seat, "contacts", first_name="Ann", emails=[{"address": "ann@merge.example"}], tags=["a"])
    anna = await make(seat, "contacts", first_name="Anna", emails=[{"address": "anna@merge.example"}], tags=["b"])
    news = await make(seat, "lists", name="Merge news", opt_in="single")
    for one in (ann, anna):
        await make(seat, "notes", subject_type="contact", subject_id=one["id"], body=f"About {one['name']}")
        about = {"type": "contact", "id": one["id"]}
        await make(seat, "activities", type="task", subject=f"Call {one['name']}", related=[about])
        await make(seat, "deals", name=f"Sell to {one['name']}", contact_ids=[one["id"]])
        address = one["emails"][0]["address"]
        await make(seat, "subscriptions", list_id=news["id"], address=address)
    [no] = succeed(await seat.get(f"{CRM}/subscriptions", params={"address": "anna@merge.example"}))["items"]
    succeed(await seat.post(f"{CRM}/subscriptions/{no['id']}/unsubscribe"))

    async def held(contact: Any) -> tuple[int, int]:
        notes = await count(seat, "notes", subject_id=contact["id"])
        said = succeed(await seat.get(f"{CRM}/contacts/{contact['id']}/subscriptions"))["items"]
        return notes, len(said)

    async def written() -> bool:  # the timeline follows what happened; until then a merge moves ever more of it
        said = [await count(seat, "timeline", subject_id=one["id"]) for one in (ann, anna)]
        return said == [4, 4]

    await platform.until(written, "both timelines")
    url = f"{CRM}/contacts/{ann['id']}/merge"
    tried = succeed(await seat.post(url, json={"ids": [anna["id"]], "dry_run": True}))
    assert (tried["dry_run"], tried["relations"]["notes"]) == (True, {"moved": 1, "absorbed": 0})
    assert (await held(ann), await held(anna)) == ((1, 1), (1, 1)), "a dry run changes nothing"
    done = succeed(await seat.post(url, json={"ids": [anna["id"]]}))
    assert done["relations"] == tried["relations"]
    assert await held(ann) == (2, 2)
    deals = [deal for deal in await everything(seat, "deals", q="Sell to") if ann["id"] in deal["contact_ids"]]
    assert len(deals) == 2
    tasks = await everything(seat, "activities", q="Call Ann")
    assert [task["related"] for task in tasks] == [[{"type": "contact", "id": ann["id"]}]] * 2
    assert sorted(succeed(await seat.get(f"{CRM}/contacts/{ann['id']}"))["tags"]) == ["a", "b"]
    said = succeed(await seat.get(f"{CRM}/contacts/{ann['id']}/subscriptions"))["items"]
    assert {one["address"]: one["state"] for one in said} == {
        "ann@merge.example": "confirmed",
        "anna@merge.example": "unsubscribed",
    }
    gone = await seat.get(f"{CRM}/contacts/{anna['id']}")
    assert (gone.status_code, gone.json()["code"], gone.json()["merged_into"]) == (404, "contact_merged", ann["id"])
    assert succeed(await seat.post(url, json={"ids": [anna["id"]]}))["merged_ids"] == done["merged_ids"]
    assert await held(ann) == (2, 2)


async def test_deals_are_dragged_by_one_at_a_time_and_a_stage_goes_with_its_deals(
    ada: Person, platform: Platform
) -> None:
    seat = await ada.create_workspace("Board", features=FEATURES)
    pipeline, stages = await default_pipeline(seat, platform)
    first, second, third = [stage["id"] for stage in stages[:3]]
    amounts = (125_000, 33_333, 1)
    deals = [
        await make(seat, "deals", name=f"Deal {n}", stage_id=first, amount={"amount": amount, "currency": "EUR"})
        for n, amount in enumerate(amounts)
    ]
    one = f"{CRM}/deals/{deals[0]['id']}"
    tag = (await seat.get(one)).headers["etag"]
    drags = [seat.post(f"{one}/move", json={"stage_id": stage}, headers={"If-Match": tag}) for stage in (second, third)]
    statuses = sorted(answer.status_code for answer in await at_once(*drags))
    assert statuses == [200, 412]

    other = await make(seat, "pipelines", name="Other")
    foreign = succeed(await seat.get(f"{CRM}/stages", params={"pipeline_id": other["id"]}))["items"][0]
    wrong = await seat.post(f"{one}/move", json={"stage_id": foreign["id"]})
    assert wrong.status_code == 422, wrong.text

    in_use = await seat.delete(f"{CRM}/stages/{first}")
    assert (in_use.status_code, in_use.json()["code"]) == (409, "stage_in_use")
    assert (await seat.delete(f"{CRM}/stages/{first}", params={"move_to": third})).status_code == 204
    assert {deal["stage_id"] for deal in await everything(seat, "deals")} <= {second, third}

    forecast = succeed(await seat.get(f"{CRM}/pipelines/{pipeline['id']}/forecast"))
    chances = {stage["id"]: stage["probability"] for stage in stages}
    shown = await everything(seat, "deals", status="open")
    sums = [(deal["amount"]["amount"] * chances[deal["stage_id"]] * 2 + 10_000) // 20_000 for deal in shown]
    assert forecast["count"] == len(shown) == 3
    assert (forecast["total"]["amount"], forecast["weighted"]["amount"]) == (sum(amounts), sum(sums))


async def test_a_lead_that_five_convert_at_once_becomes_one_contact_company_and_deal(
    ada: Person, platform: Platform
) -> None:
    seat = await ada.create_workspace("Leads", features=FEATURES)
    await default_pipeline(seat, platform)
    known = await make(seat, "contacts", first_name="Known", emails=[{"address": "lead@known.example"}])
    lead = await make(seat, "leads", first_name="New", company_name="New Ltd", email="lead@new.example")
    url = f"{CRM}/leads/{lead['id']}/convert"
    answers = [succeed(answer) for answer in await at_once(*[seat.post(url, json={}) for _ in range(5)])]
    assert len({(a["contact_id"], a["company_id"], a["deal_id"]) for a in answers}) == 1
    assert [await count(seat, noun) for noun in ("contacts", "companies", "deals")] == [2, 1, 1]

    lead = await make(seat, "leads", first_name="Somebody", email="LEAD@known.example")
    reused = succeed(await seat.post(f"{CRM}/leads/{lead['id']}/convert", json={}))
    assert reused["contact_id"] == known["id"]
    assert await count(seat, "contacts") == 2
