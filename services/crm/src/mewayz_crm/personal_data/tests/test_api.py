"""Everything about a person, and nothing after their erasure."""

from typing import Any

import httpx2
import sqlalchemy as sa

from mewayz_crm import service
from mewayz_crm.base import Base
from mewayz_crm.merges.references import relation_names
from mewayz_crm.personal_data.service import COVERED
from mewayz_crm.tests.importing import counts, rows, run
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
URL = f"{API}/contacts"
MARKS = ("Zaphod", "beeblebrox", "betelgeuse", "+4930424242", "trillian")
"""What only this person has; Trillian is the name they were known by in a contact that was merged."""


def test_every_relation_of_a_contact_is_covered() -> None:
    assert service.features  # which brings every table
    assert set(relation_names("contact").values()) == set(COVERED), "let the feature forget, and say so in COVERED"


async def make(member: httpx2.AsyncClient, noun: str = "contacts", **fields: Any) -> str:
    answer = await member.post(f"{API}/{noun}", json=fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def person(bench: ServiceBench, member: httpx2.AsyncClient) -> tuple[str, str]:
    """A contact with something everywhere, and another one whom it was merged with."""
    await make(member, "custom-fields", entity="contact", key="home", label="Home", type="text", unique=True)
    email = {"address": "z@beeblebrox.example"}
    lead = await make(member, "leads", first_name="Zaphod", email=email["address"], notes="from betelgeuse")
    converted = await member.post(f"{API}/leads/{lead}/convert", json={"amount": {"amount": 4200, "currency": "EUR"}})
    contact, deal = converted.json()["contact_id"], converted.json()["deal_id"]
    firm = await make(member, "companies", name="Heart of Gold")
    change = {"phones": [{"raw": "+4930424242"}], "custom": {"home": "Betelgeuse"}, "tags": ["beeblebrox"]}
    assert (await member.patch(f"{URL}/{contact}", json={**change, "company_id": firm})).status_code == 200
    other = await make(member, first_name="Trillian", emails=[{"address": "trillian@example.com"}])
    assert (await member.post(f"{URL}/{contact}/merge", json={"ids": [other]})).status_code == 200
    about = {"subject_type": "contact", "subject_id": contact}
    await make(member, "notes", **about, body="Zaphod has two heads")
    related = [{"type": "contact", "id": contact}]
    await make(member, "activities", type="call", subject="Call Zaphod", related=related)
    both = [*related, {"type": "deal", "id": deal}]
    await make(member, "activities", type="meeting", subject="Sign", related=both)
    news = await make(member, "lists", name="News", wording="Monthly.")
    assert (await member.post(f"{URL}/{contact}/subscriptions", json={"list_id": news})).status_code == 201
    mail = {"to": email["address"], "to_name": "Zaphod", "subject": "Hello Zaphod", "text": "From betelgeuse"}
    sent = await member.post(f"{API}/messages", json=mail, headers={"idempotency-key": "mail-1"})
    assert sent.status_code == 202, sent.text
    steps = [{"key": "wait", "type": "wait", "amount": 1, "unit": "weeks"}, {"key": "out", "type": "exit"}]
    sequence = await make(member, "sequences", name="Slow", kind="transactional", steps=steps)
    await member.post(f"{API}/sequences/{sequence}/activate")
    await member.post(f"{API}/sequences/{sequence}/enrol", json={"contact_ids": [contact]})
    await bench.run_until_idle()
    return contact, other


async def stored(bench: ServiceBench) -> str:
    """Every row of the records, in lower case."""
    async with bench.runtime.db.read.connect() as connection:
        tables = [
            table for table in Base.metadata.sorted_tables if "model" in table.info or table.name.endswith("_words")
        ]
        rows = [(t.name, row) for t in tables for row in await connection.execute(sa.select(t))]
    return "\n".join(f"{name} {row}" for name, row in rows if name not in {"tags", "custom_fields"}).lower()


async def test_a_person_is_shown_whole_and_then_erased_for_good(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member, stranger = bench.member(workspace), bench.member(await bench.workspace())
    contact, other = await person(bench, member)
    bystander = await make(member, first_name="Arthur", emails=[{"address": "arthur@example.com"}])
    pipeline = (await member.get(f"{API}/pipelines")).json()["items"][0]["id"]
    forecast = (await member.get(f"{API}/pipelines/{pipeline}/forecast")).json()
    shown = await member.get(f"{URL}/{contact}/personal-data")
    assert shown.status_code == 200, shown.text
    assert {name: len(part) for name, part in shown.json().items() if name not in {"contact", "timeline"}} == {
        "companies": 1,
        "leads": 1,
        "deals": 1,
        "activities": 2,
        "notes": 1,
        "messages": 1,
        "mail_events": 0,
        "enrolments": 1,
        "subscriptions": 1,
        "score": 0,
        "consents": 1,
        "merges": 1,
        "campaign_recipients": 0,
    }
    before = await stored(bench)
    assert all(mark.lower() in shown.text.lower() and mark.lower() in before for mark in MARKS)
    for caller, status in ((stranger, 404), (bench.member(workspace, permissions=["crm.*:read", "crm.*:write"]), 403)):
        assert (await caller.get(f"{URL}/{contact}/personal-data")).status_code == status
        assert (await caller.post(f"{URL}/{contact}/erase")).status_code == status
    assert await stored(bench) == before

    moved = await member.post(f"{URL}/{other}/erase")
    assert moved.json()["merged_into"] == contact
    done = await member.post(f"{URL}/{contact}/erase")
    assert done.status_code == 200, done.text
    assert set(done.json()["contact_ids"]) == {contact, other}
    await bench.run_until_idle()
    assert [mark for mark in MARKS if mark.lower() in await stored(bench)] == []
    [mail] = (await member.get(f"{API}/messages")).json()["items"]
    assert (mail["state"], mail["to_address"], mail["subject"], mail["text"]) == ("suppressed", "", "", None)
    assert (await member.get(f"{API}/pipelines/{pipeline}/forecast")).json() == forecast
    assert (await member.get(URL, params={"count": "true"})).json()["items"][0]["id"] == bystander
    assert (await member.get(f"{URL}/{contact}")).status_code == 404
    assert (await member.post(f"{URL}/{contact}/restore")).json()["code"] == "erased"
    [event] = await bench.published("crm.contact.erased.v1")
    assert set(event.data["contact_ids"]) == {contact, other}
    for told in (await bench.published())[-12:]:
        if told.type.startswith(("crm.contact.deleted", "crm.lead.updated", "crm.note.updated", "crm.activity.upd")):
            assert not [mark for mark in MARKS if mark.lower() in told.model_dump_json().lower()], told.type
    count = len(await bench.published())
    assert (await member.post(f"{URL}/{contact}/erase")).json()["counts"] == {}
    assert len(await bench.published()) == count
    await make(member, first_name="New", emails=[{"address": "z@beeblebrox.example"}], custom={"home": "Betelgeuse"})


async def test_no_file_brings_back_an_erased_person(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    gone = await make(member, first_name="Gone", emails=[{"address": "Gone@example.com"}])
    news = await make(member, "lists", name="News", wording="Monthly.")
    assert (await member.post(f"{URL}/{gone}/erase")).status_code == 200
    text = "First Name,Email\r\nGone,gone@example.com\r\nStays,stays@example.com\r\n"
    done = await run(member, bench, URL, text, mode="upsert", upsert_key="email")
    assert counts(done) == (1, 0, 1, 0)
    [skipped] = [row for row in await rows(member, URL, done) if row["outcome"] == "skipped"]
    assert skipped["code"] == "erased"
    body = {"list_id": news, "address": "gone@example.com"}
    assert (await member.post(f"{API}/subscriptions", json=body)).json()["code"] == "suppressed"
