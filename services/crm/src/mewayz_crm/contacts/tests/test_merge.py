"""Contacts that are found to be one, and become one."""

from typing import Any
from uuid import UUID

import httpx2
import sqlalchemy as sa

from mewayz_crm.base import Base
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.merges.references import relation_names
from mewayz_crm.tests.making import make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race, race_statuses

API = "/api/v1/crm"
LIMITS = ("crm.contacts", "crm.captured_emails", "crm.custom_fields", "crm.sequences")
URL = f"{API}/contacts"


async def stored(bench: ServiceBench) -> dict[str, list[str]]:
    """Every row of the records, but for the messages."""
    async with bench.runtime.db.read.connect() as connection:
        return {
            table.name: sorted(map(repr, await connection.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
            if "model" in table.info
        }


async def relations(bench: ServiceBench, contact_id: str) -> dict[str, int]:
    """How many rows of each relation refer to a contact."""
    found = {}
    async with bench.runtime.db.read.connect() as connection:
        for reference, name in relation_names("contact").items():
            column = Base.metadata.tables[reference.table].c[reference.column]
            count = sa.select(sa.func.count()).where(column == UUID(contact_id))
            found[name] = int(await connection.scalar(count) or 0)
    return found


async def pair(
    bench: ServiceBench, member: httpx2.AsyncClient, workspace: UUID
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two contacts who are one person, with something in every relation."""
    for key, unique in (("number", True), ("shoe", False)):
        await make(member, "custom-fields", entity="contact", key=key, label=key, type="text", unique=unique)
    acme = (await make(member, "companies", name="Acme"))["id"]
    other = (await make(member, "companies", name="Other"))["id"]
    first = await make(
        member,
        first_name="Jane",
        emails=[{"address": "jane@acme.example"}],
        phones=[{"raw": "110"}],
        company_id=acme,
        tags=["vip"],
        custom={"number": "1"},
    )
    second = await make(
        member,
        first_name="Jane",
        last_name="Doe",
        title="Buyer",
        emails=[{"address": "doe@example.com", "invalid": True}, {"address": "jd@example.com"}],
        phones=[{"raw": "112"}],
        company_id=other,
        tags=["VIP", "berlin"],
        custom={"number": "2", "shoe": "38"},
    )
    await make(member, "contact-companies", contact_id=second["id"], company_id=acme, role="Founder")
    lead = await make(member, "leads", first_name="Jane", email="doe@example.com")
    await member.post(f"{API}/leads/{lead['id']}/convert", json={"create_deal": False})
    for ids in ([first["id"], second["id"]], [second["id"]]):
        await make(member, "deals", name="Deal", contact_ids=ids)
    about = {"subject_type": "contact", "subject_id": second["id"]}
    await make(member, "notes", **about, body="Likes tea")
    related = [{"type": "contact", "id": second["id"]}]
    await make(member, "activities", type="task", subject="Call", related=related)
    mail = {"to": "jd@example.com", "subject": "Tea", "text": "At four."}
    await member.post(f"{API}/messages", json=mail, headers={"idempotency-key": "tea"})
    for name, ids in (("Both", [first["id"], second["id"]]), ("Second", [second["id"]])):
        segment = await make(member, "segments", name=name)
        await member.post(f"{API}/segments/{segment['id']}/add", json={"contact_ids": ids})
    steps = [{"key": "wait", "type": "wait", "amount": 1, "unit": "weeks"}, {"key": "out", "type": "exit"}]
    sequence = await make(member, "sequences", name="Slow", kind="transactional", steps=steps)
    await member.post(f"{API}/sequences/{sequence['id']}/activate")
    await member.post(f"{API}/sequences/{sequence['id']}/enrol", json={"contact_ids": [second["id"]]})
    await bench.run_until_idle()
    campaign = await make(member, "campaigns", name="Sale")
    known = {"address": "jd@example.com", "address_norm": "jd@example.com", "contact_id": UUID(second["id"])}
    async with bench.uow(workspace_id=workspace) as uow:
        uow.add(CampaignRecipient(campaign_id=UUID(campaign["id"]), number=0, due_at=uow.now, **known))
    magnet = await make(member, "lead-magnets", name="Guide", media_id=str(new_id()))
    form = await make(member, "lead-forms", name="Form", mapping={"email": "email"}, magnet_id=magnet["id"])
    answers = {"answers": {"email": "doe@example.com"}}
    assert (await bench.client().post(f"/lead-forms/{form['key']}", json=answers)).status_code == 202
    program = {"workspace_id": str(workspace), "name": "Newcomers", "segment": "newcomers"}
    assert (await bench.staff().post(f"{API}/admin/onboarding-programs", json=program)).status_code == 201
    person = {"id": str(new_id()), "email": "doe@example.com", "email_verified": False, "name": "Jane Doe"}
    about = {"locale": "en", "timezone": "UTC", "source": "import", "status": "pending", "segments": ["newcomers"]}
    await bench.deliver("identity.user.created.v1", person | about)
    await make(member, "scoring-rules", name="Orders", trigger="commerce.order.paid", points=1)
    order = {"order_id": str(new_id()), "total": {"amount": 100, "currency": "EUR"}}
    await bench.deliver(
        "commerce.order.paid.v1", order | {"customer": {"email": "doe@example.com"}}, workspace_id=workspace
    )
    return first, second


async def test_a_merge_moves_everything_and_is_told_the_same_again(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits=dict.fromkeys(LIMITS, -1))
    member = bench.member(workspace)
    first, second = await pair(bench, member, workspace)
    before = {name: await relations(bench, one["id"]) for name, one in (("first", first), ("second", second))}
    empty = [name for name, number in before["second"].items() if not number]
    assert empty == [], "a relation that is empty would prove nothing"
    deal = (await member.get(f"{API}/deals", params={"contact_id": second["id"]})).json()["items"][0]
    rest, told = await stored(bench), len(await bench.published())
    ask: dict[str, Any] = {"ids": [second["id"]], "field_choices": {"custom.number": second["id"]}}

    tried = (await member.post(f"{URL}/{first['id']}/merge", json={**ask, "dry_run": True})).json()
    assert tried["dry_run"] is True
    assert (await stored(bench), len(await bench.published())) == (rest, told)

    done = await member.post(f"{URL}/{first['id']}/merge", json=ask)
    assert done.status_code == 200, done.text
    survivor, moved = done.json()["survivor"], done.json()["relations"]
    assert {**tried, "dry_run": False, "survivor": survivor} == done.json()
    assert {**tried["survivor"], "updated_at": survivor["updated_at"]} == survivor
    await bench.run_until_idle()
    segments = (await member.get(f"{API}/segments")).json()["items"]
    assert {segment["name"]: segment["count"] for segment in segments} == {"Both": 1, "Second": 1}
    after = await relations(bench, first["id"])
    assert not any((await relations(bench, second["id"])).values())
    for name, count in after.items():
        had, gave = before["first"][name], before["second"][name]
        gone = moved[name]["absorbed"]
        assert moved[name] == {"moved": gave - gone, "absorbed": gone}
        # The events of the merge itself are the only new lines.
        assert count - (name == "timeline") * (count - had - gave + gone) == had + gave - gone, name
    assert moved["deal_contacts"]["absorbed"] == moved["taggings"]["absorbed"] == 1

    assert [(e["address"], e["primary"], e["invalid"]) for e in survivor["emails"]] == [
        ("jane@acme.example", True, False),
        ("doe@example.com", False, True),
        ("jd@example.com", False, False),
    ]
    for q in ("jane jd@example", "112", "acme buyer"):
        found = (await member.get(URL, params={"q": q})).json()["items"]
        assert [one["id"] for one in found] == ([] if "buyer" in q else [first["id"]]), q
    assert [phone["raw"] for phone in survivor["phones"]] == ["110", "112"]
    assert (survivor["name"], survivor["title"], survivor["company_id"]) == ("Jane Doe", "Buyer", first["company_id"])
    assert (survivor["tags"], survivor["custom"]) == (["berlin", "vip"], {"number": "2", "shoe": "38"})
    assert (await member.get(f"{URL}/{first['id']}")).json() == survivor
    links = (await member.get(f"{API}/contact-companies", params={"contact_id": first["id"]})).json()["items"]
    assert sorted((link["role"] or "", link["is_primary"]) for link in links) == [("", False), ("Founder", True)]
    changed = (await member.get(f"{API}/deals/{deal['id']}")).json()
    assert (changed["contact_ids"], changed["version"]) == ([first["id"]], deal["version"] + 1)
    await make(member, first_name="Free", custom={"number": "1"})

    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore"), ("POST", "/assign")):
        body = {"json": {"owner_id": None} if path == "/assign" else {}} if method in {"PATCH", "POST"} else {}
        gone_now = await member.request(method, f"{URL}/{second['id']}{path}", **body)
        assert (gone_now.status_code, gone_now.json()["code"]) == (404, "contact_merged"), (method, path)
        assert gone_now.json()["merged_into"] == first["id"]
    told = len(await bench.published())
    again = await member.post(f"{URL}/{first['id']}/merge", json=ask)
    assert (again.json()["relations"], len(await bench.published())) == (moved, told)
    [event] = await bench.published("crm.contact.merged.v1")
    assert (event.data["survivor_id"], event.data["merged_id"]) == (first["id"], second["id"])
    [kept] = (await member.get(f"{API}/merges", params={"survivor_id": first["id"]})).json()["items"]
    assert (kept["snapshot"]["title"], kept["snapshot"]["company_id"]) == ("Buyer", second["company_id"])


async def test_a_chain_of_merges_leads_to_its_end(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"crm.contacts": 3})
    member = bench.member(workspace)
    a, b, c = [(await make(member, emails=[{"address": f"{letter}@example.com"}]))["id"] for letter in ("a", "b", "c")]
    assert (await member.post(f"{URL}/{b}/merge", json={"ids": [a]})).status_code == 200
    assert (await member.post(f"{URL}/{c}/merge", json={"ids": [b]})).status_code == 200
    for one in (a, b):
        assert (await member.get(f"{URL}/{one}")).json()["merged_into"] == c
        asked = {"workspace_id": str(workspace), "contact_id": one}
        resolved = await bench.service("commerce").post("/internal/v1/contacts/resolve", json=asked)
        assert resolved.json()["id"] == c
    # What was said of a merged contact before, and is heard of only now, is said of the one it is in.
    await bench.run_until_idle()
    lines = (await member.get(f"{API}/timeline", params={"subject_id": c})).json()["items"]
    assert [line["kind"] for line in lines] == ["contact.created"] * 3
    refused = await member.post(f"{URL}/{c}/merge", json={"ids": [a]})
    assert (refused.status_code, refused.json()["code"]) == (409, "contact_merged")
    for number in range(2):  # the places of the merged ones are free
        await make(member, first_name=f"New {number}")


async def test_what_cannot_be_merged_is_named_and_changes_nothing(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    a, b = [(await make(member, first_name=name))["id"] for name in ("A", "B")]
    foreign = (await make(stranger, first_name="C"))["id"]
    rest = await stored(bench)
    for body, pointer in (
        ({"ids": []}, "/ids"),
        ({"ids": [a]}, "/ids"),
        ({"ids": [foreign]}, "/ids"),
        ({"ids": [str(new_id())]}, "/ids"),
        ({"ids": [b], "priority": foreign}, "/priority"),
        ({"ids": [b], "field_choices": {"score": b}}, "/field_choices/score"),
        ({"ids": [b], "field_choices": {"custom.nope": b}}, "/field_choices/custom.nope"),
        ({"ids": [b], "field_choices": {"title": foreign}}, "/field_choices/title"),
    ):
        refused = await member.post(f"{URL}/{a}/merge", json=body)
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await stranger.post(f"{URL}/{a}/merge", json={"ids": [foreign]})).status_code == 404
    assert await stored(bench) == rest


async def test_duplicates_are_found_by_data_and_by_id(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    jane = await make(
        member, first_name="Jane", last_name="Doe", emails=[{"address": "j@d.org"}], phones=[{"raw": "+49 30 1234567"}]
    )
    twin = await make(member, first_name="JANE", last_name="doe", allow_duplicate=True)
    await make(member, first_name="Jane")

    async def ask(client: httpx2.AsyncClient, **body: Any) -> list[tuple[str, str]]:
        answer = await client.post(f"{URL}/duplicates", json=body)
        assert answer.status_code == 200, answer.text
        [item] = answer.json()["items"]
        return [(one["id"], one["reason"]) for one in item["candidates"]]

    assert await ask(member, data={"emails": [{"address": "J@D.org"}]}) == [(jane["id"], "email")]
    assert await ask(member, data={"phones": [{"raw": "+49301234567"}]}) == [(jane["id"], "phone")]
    assert await ask(member, data={"first_name": "jane", "last_name": "DOE"}) == [
        (jane["id"], "name"),
        (twin["id"], "name"),
    ]
    assert await ask(member, ids=[twin["id"]]) == [(jane["id"], "name")]
    assert await ask(stranger, data={"first_name": "Jane", "last_name": "Doe"}) == []
    assert (await stranger.post(f"{URL}/duplicates", json={"ids": [jane["id"]]})).status_code == 404
    assert (await member.post(f"{URL}/duplicates", json={})).status_code == 422


# --- races -----------------------------------------------------------------------------------------------------


async def test_one_pair_merged_by_many_at_once_is_merged_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    a, b = [(await make(member, first_name=name))["id"] for name in ("A", "B")]

    async def attempt(number: int) -> httpx2.Response:
        into, gone = (a, b) if number % 2 else (b, a)
        return await member.post(f"{URL}/{into}/merge", json={"ids": [gone]})

    answers = await race(attempt, callers=8)
    statuses = sorted(answer.status_code for answer in answers if isinstance(answer, httpx2.Response))
    assert statuses == [200] * 4 + [404] * 4
    assert len(await bench.published("crm.contact.merged.v1")) == 1
    assert len((await member.get(f"{API}/merges")).json()["items"]) == 1
    assert (await member.get(URL, params={"count": "true"})).json()["total"] == 1


async def test_whatever_is_written_during_a_merge_is_with_the_survivor_or_refused(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    a, b = [(await make(member, first_name=name))["id"] for name in ("A", "B")]

    async def attempt(number: int) -> httpx2.Response:
        if number == 0:
            return await member.post(f"{URL}/{a}/merge", json={"ids": [b]})
        if number % 2:
            note = {"subject_type": "contact", "subject_id": b, "body": f"Note {number}"}
            return await member.post(f"{API}/notes", json=note)
        return await member.patch(f"{URL}/{b}", json={"title": f"Title {number}"})

    statuses = await race_statuses(attempt, callers=9)
    assert set(statuses) <= {200, 201, 404, 422}, statuses
    await bench.run_until_idle()
    notes = (await member.get(f"{API}/notes")).json()["items"]
    assert [note["subject_id"] for note in notes] == [a] * statuses[201]
    assert (await member.get(f"{URL}/{b}")).json()["merged_into"] == a
    kept = (await member.get(f"{API}/merges")).json()["items"][0]["snapshot"]["title"]
    assert (await member.get(f"{URL}/{a}")).json()["title"] == kept
