"""The timeline: what own events leave on records."""

from mewayz_crm.timeline import service
from mewayz_crm.timeline.rules import KEPT, kept, subjects_of
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/timeline"


async def test_every_record_shows_what_happened_to_it_newest_first(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    company = (await member.post("/api/v1/crm/companies", json={"name": "Acme"})).json()["id"]
    bench.clock.advance(seconds=1)
    contact = (await member.post("/api/v1/crm/contacts", json={"first_name": "Jane"})).json()["id"]
    bench.clock.advance(seconds=1)
    body = {"name": "Big", "contact_ids": [contact], "company_id": company}
    deal = (await member.post("/api/v1/crm/deals", json=body)).json()["id"]
    bench.clock.advance(seconds=1)
    await member.post(f"/api/v1/crm/deals/{deal}/lose", json={"lost_reason": "price"})
    bench.clock.advance(seconds=1)
    about = {"subject_type": "contact", "subject_id": contact}
    await member.post("/api/v1/crm/notes", json={**about, "body": "Sad"})
    bench.clock.advance(seconds=1)
    task = {"type": "task", "subject": "Ask again", "related": [{"type": "contact", "id": contact}]}
    activity = (await member.post("/api/v1/crm/activities", json=task)).json()["id"]
    await member.post(f"/api/v1/crm/activities/{activity}/complete", json={})
    await bench.run_until_idle()

    async def kinds(subject: str) -> list[str]:
        items = (await member.get(URL, params={"subject_id": subject})).json()["items"]
        assert sorted(items, key=lambda item: item["at"], reverse=True) == items
        return [item["kind"] for item in items]

    assert sorted(await kinds(contact)) == [
        "activity.completed",
        "activity.created",
        "contact.created",
        "deal.created",
        "deal.lost",
        "deal.stage_changed",
        "note.created",
    ]
    assert sorted(await kinds(company)) == ["company.created", "deal.created", "deal.lost", "deal.stage_changed"]
    assert sorted(await kinds(deal)) == ["deal.created", "deal.lost", "deal.stage_changed"]
    found = await member.get(URL, params={"subject_id": deal, "kind": "deal.lost"})
    assert found.json()["items"][0]["data"]["lost_reason"] == "price"
    assert (await member.get(URL, params={"sort": "at"})).json()["items"][0]["kind"] == "company.created"


async def test_an_event_delivered_again_leaves_one_line(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    company = (await member.post("/api/v1/crm/companies", json={"name": "Acme"})).json()["id"]
    await bench.run_until_idle()
    [event] = await bench.published("crm.company.created.v1")
    async with bench.uow(workspace_id=event.workspaceid) as uow:
        await service.record(uow, [event])
        await service.record(uow, [event])
    assert len((await member.get(URL, params={"subject_id": company})).json()["items"]) == 1
    assert await bench.inbox("dead") == []


async def test_the_timeline_is_only_read(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    company = (await member.post("/api/v1/crm/companies", json={"name": "Acme"})).json()["id"]
    await bench.run_until_idle()
    [entry] = (await member.get(URL)).json()["items"]
    where = f"{URL}/{entry['id']}"
    assert (await member.get(where)).json() == entry
    for refused in (
        await member.post(URL, json={}),
        await member.patch(where, json={}),
        await member.delete(where),
    ):
        assert refused.status_code == 405
    stranger = bench.member(await bench.workspace())
    assert (await stranger.get(URL, params={"subject_id": company})).json()["items"] == []
    assert (await stranger.get(where)).status_code == 404


def test_a_line_names_its_subjects_and_keeps_little() -> None:
    deal = {"id": "d", "name": "Big", "company_id": "c", "contact_ids": ["p", "q"], "owner_id": "u", "tags": []}
    assert subjects_of("crm.deal.created.v1", deal) == {
        "d": "deal",
        "c": "company",
        "p": "contact",
        "q": "contact",
    }
    assert kept("crm.deal.created.v1", deal) == {"id": "d", "name": "Big"}
    person = {"id": "p", "company_id": "c", "name": "Jane"}
    assert subjects_of("crm.contact.created.v1", person) == {"p": "contact"}
    assert all(type_.startswith("crm.") for type_ in KEPT)


async def test_what_comes_after_an_erasure_names_nobody(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post("/api/v1/crm/contacts", json={"first_name": "Erna"})).json()["id"]
    deal = (await member.post("/api/v1/crm/deals", json={"name": "Erna", "contact_ids": [contact]})).json()["id"]
    assert (await member.post(f"/api/v1/crm/contacts/{contact}/erase")).status_code == 200
    await bench.run_until_idle()
    for subject, kind in ((contact, "contact.created"), (deal, "deal.created")):
        lines = (await member.get(URL, params={"subject_id": subject, "kind": kind})).json()["items"]
        assert [line["data"] for line in lines] == [{}], kind
