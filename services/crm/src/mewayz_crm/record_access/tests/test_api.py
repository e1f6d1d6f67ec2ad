"""Members who see only their own records, in every way there is to see one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
URL = f"{API}/record-access"
NAMES = {"companies": "Firm {}", "contacts": "{} Doe", "leads": "{}", "deals": "Deal {}", "notes": "Note {}"}


@dataclass
class Office:
    """A workspace whose sales people see only their own records; `anns` and `bobs` are ids by noun."""

    workspace: UUID
    boss: httpx2.AsyncClient
    ann: httpx2.AsyncClient
    bob: httpx2.AsyncClient
    ann_id: UUID
    bob_id: UUID
    anns: dict[str, str]
    bobs: dict[str, str]


async def make(member: httpx2.AsyncClient, noun: str, **fields: Any) -> dict[str, Any]:
    answer = await member.post(f"{API}/{noun}", json=fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def names(member: httpx2.AsyncClient, noun: str, **params: Any) -> list[str]:
    answer = await member.get(f"{API}/{noun}", params={"count": "true", **params})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert answer.json()["total"] == len(items)
    return sorted(item.get("name") or item.get("subject") or item.get("body") or item["id"] for item in items)


async def everything(member: httpx2.AsyncClient, mark: str) -> dict[str, str]:
    """One record of each kind with what belongs to it; `mark` is in every name."""
    firm = await make(member, "companies", name=f"Firm {mark}")
    email = {"address": f"{mark}@example.com"}
    contact = await make(member, "contacts", first_name=mark, last_name="Doe", emails=[email], company_id=firm["id"])
    assert [shown["address"] for shown in contact["emails"]] == [email["address"]]
    lead = await make(member, "leads", first_name=mark)
    amount = {"amount": 1000, "currency": "EUR"}
    deal = await make(member, "deals", name=f"Deal {mark}", amount=amount, contact_ids=[contact["id"]])
    about = {"subject_type": "contact", "subject_id": contact["id"]}
    note = await make(member, "notes", **about, body=f"Note {mark}")
    task = await make(member, "activities", type="task", subject=f"Task {mark}")
    found = {"companies": firm, "contacts": contact, "leads": lead, "deals": deal, "notes": note, "activities": task}
    return {noun: record["id"] for noun, record in found.items()}


@pytest.fixture
async def office(bench: ServiceBench) -> Office:
    """Ann and Bob sell, each with one record of everything."""
    workspace, ann_id, bob_id = await bench.workspace(), new_id(), new_id()
    boss = bench.member(workspace)
    ann, bob = [bench.member(workspace, role="sales", user_id=one) for one in (ann_id, bob_id)]
    changed = await boss.put(URL, json={"roles": {"sales": "own", "editor": "all"}})
    assert changed.json() == {"roles": {"sales": "own"}} == (await boss.get(URL)).json()
    anns, bobs = await everything(ann, "ann"), await everything(bob, "bob")
    await bench.run_until_idle()
    return Office(workspace, boss, ann, bob, ann_id, bob_id, anns, bobs)


async def test_a_limited_role_sees_and_changes_its_own_records_only(office: Office) -> None:
    boss, ann, bob = office.boss, office.ann, office.bob
    for noun, name in NAMES.items():
        assert await names(bob, noun) == [name.format("bob")], noun
        assert await names(boss, noun) == [name.format("ann"), name.format("bob")]
        where = f"{API}/{noun}/{office.anns[noun]}"
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {}),
            ("DELETE", "", None),
            ("POST", "/restore", None),
        ):
            foreign = await bob.request(method, f"{where}{path}", json=body)
            assert foreign.status_code == 404, (noun, method, foreign.text)
        bulk = {"operations": [{"op": "delete", "id": office.anns[noun]}]}
        assert (await bob.post(f"{API}/{noun}/bulk", json=bulk)).json()["results"][0]["status"] == 404
        exported = await bob.get(f"{API}/{noun}/export", params={"format": "json"})
        assert [one["id"] for one in exported.json()] == [office.bobs[noun]]
        assert (await boss.get(where)).status_code == 200
    assert await names(bob, "contacts", q="ann") == await names(bob, "contacts", email="ann@example.com") == []
    await make(boss, "activities", type="task", subject="Task for ann", assignee_id=str(office.ann_id))
    assert await names(ann, "activities") == ["Task ann", "Task for ann"]
    assert await names(bob, "timeline", subject_id=office.anns["contacts"]) == []
    seen = (await bob.get(f"{API}/timeline")).json()["items"]
    assert {line["subject_id"] for line in seen} == set(office.bobs.values()) - {
        office.bobs["notes"],
        office.bobs["activities"],
    }
    links = (await bob.get(f"{API}/contact-companies")).json()["items"]
    assert [link["contact_id"] for link in links] == [office.bobs["contacts"]]


async def test_sums_and_the_board_are_of_the_rows_shown_but_ranks_of_all(office: Office) -> None:
    pipeline = (await office.boss.get(f"{API}/pipelines")).json()["items"][0]["id"]
    for member, count in ((office.boss, 2), (office.ann, 1), (office.bob, 1)):
        forecast = (await member.get(f"{API}/pipelines/{pipeline}/forecast")).json()
        assert (forecast["count"], forecast["total"]["amount"]) == (count, count * 1000)
    await make(office.ann, "deals", name="Deal ann 2")
    more = await make(office.bob, "deals", name="Deal bob 2")
    body = {"stage_id": more["stage_id"], "before": office.bobs["deals"]}
    assert (await office.bob.post(f"{API}/deals/{more['id']}/move", json=body)).status_code == 200
    board = (await office.boss.get(f"{API}/deals", params={"sort": "rank"})).json()["items"]
    assert [deal["name"] for deal in board] == ["Deal ann", "Deal bob 2", "Deal bob", "Deal ann 2"]


async def test_what_others_have_cannot_be_referred_to_merged_or_guessed(office: Office) -> None:
    bob, anns, bobs = office.bob, office.anns, office.bobs
    where = f"{API}/contacts/{bobs['contacts']}"
    assert (await bob.post(f"{where}/merge", json={"ids": [anns["contacts"]]})).status_code == 422
    foreign = await bob.post(f"{API}/contacts/{anns['contacts']}/merge", json={"ids": [bobs["contacts"]]})
    assert foreign.status_code == 404
    assert (await bob.patch(where, json={"company_id": anns["companies"]})).status_code == 422
    note = {"subject_type": "deal", "subject_id": anns["deals"], "body": "Mine"}
    assert (await bob.post(f"{API}/notes", json=note)).status_code == 422
    twin = await bob.post(f"{API}/contacts", json={"first_name": "ann", "last_name": "Doe"})
    assert twin.status_code == 201, "a question about a duplicate would tell of it"
    taken = await bob.post(f"{API}/contacts", json={"emails": [{"address": "ann@example.com"}]})
    assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
    assert anns["contacts"] not in taken.text
    found = await bob.post(f"{API}/contacts/duplicates", json={"data": {"emails": [{"address": "ann@example.com"}]}})
    assert found.json()["items"][0]["candidates"] == []


async def test_a_record_that_is_given_away_is_told_whole_and_gone(bench: ServiceBench, office: Office) -> None:
    where, ann = f"{API}/contacts/{office.bobs['contacts']}", str(office.ann_id)
    given = await office.bob.patch(where, json={"owner_id": ann, "title": "Buyer"})
    assert [email["address"] for email in given.json()["emails"]] == ["bob@example.com"]
    [event] = await bench.published("crm.contact.updated.v1")
    assert event.audit is not None
    assert set(event.audit["changes"]) == {"owner_id", "title"}
    assert (await office.bob.get(where)).status_code == 404
    assert (await office.ann.get(where)).json()["title"] == "Buyer"
    # Two records of the boss's are no set for Ann, one of hers and one of Bob's neither.
    for member in (office.ann, office.bob):
        await make(member, "contacts", first_name="Same", last_name="Name", allow_duplicate=True)
    assert (await office.boss.post(f"{API}/duplicate-sets/scan", json={})).status_code == 202
    await bench.run_until_idle()
    assert len((await office.boss.get(f"{API}/duplicate-sets")).json()["items"]) == 1
    assert (await office.ann.get(f"{API}/duplicate-sets")).json()["items"] == []


async def test_the_setting_holds_at_once_for_people_and_their_keys_but_not_for_the_owner(
    bench: ServiceBench, office: Office
) -> None:
    person = {"kind": "key", "sub": new_id(), "user": office.bob_id, "ws": office.workspace, "scope": "*:*", "pv": 1}
    assert await names(bench.client(**person, role="sales"), "leads") == ["bob"]
    assert await names(bench.client(**{**person, "user": None}), "leads") == ["ann", "bob"]
    editor = bench.member(office.workspace, role="editor", permissions=["crm.*:read", "crm.*:write", "crm.*:delete"])
    assert await names(editor, "leads") == ["ann", "bob"]
    assert (await editor.put(URL, json={"roles": {}})).status_code == 403
    refused = await office.boss.put(URL, json={"roles": {"owner": "own"}})
    assert refused.json()["errors"][0]["pointer"] == "/roles"
    assert await names(office.bob, "leads") == ["bob"]
    assert (await office.boss.put(URL, json={"roles": {}})).json() == {"roles": {}}
    assert await names(office.bob, "leads") == ["ann", "bob"]


async def test_an_import_finds_only_the_own_records(bench: ServiceBench, office: Office) -> None:
    file = b"email,title\nann@example.com,Thief\nbob@example.com,Buyer\n"
    started = await office.bob.post(f"{API}/contacts/imports", content=file, headers={"content-type": "text/csv"})
    where = f"{API}/contacts/imports/{started.json()['id']}"
    body = {"mapping": {"email": "email", "title": "title"}, "mode": "upsert", "upsert_key": "email"}
    assert (await office.bob.post(f"{where}/map", json=body)).status_code == 200
    for step in ("validate", "start"):
        assert (await office.bob.post(f"{where}/{step}")).status_code < 300
        bench.clock.advance(seconds=6)  # the worker of a fleet has nothing remembered either
        await bench.run_until_idle()
    done = (await office.bob.get(where)).json()
    assert (done["updated"], done["created"], done["failed"]) == (1, 0, 1), done
    assert (await office.ann.get(f"{API}/contacts/{office.anns['contacts']}")).json()["title"] is None
