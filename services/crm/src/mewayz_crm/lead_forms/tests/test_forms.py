"""Lead forms: whoever fills one in is one contact, with one consent, one task, once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx2

from mewayz_crm.mail import links
from mewayz_crm.tests.making import make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

API = "/api/v1/crm"
MAPPING = {"email": "email", "name": "name", "town": "city", "shoe": "custom.shoe"}
LIMITS = {"crm.contacts": -1, "crm.captured_emails": -1, "crm.custom_fields": -1}
JANE = {"email": "Jane@Example.com", "name": "Jane Doe", "town": "Graz", "shoe": "38", "more": "?"}


async def seat(bench: ServiceBench, **limits: int) -> tuple[UUID, httpx2.AsyncClient]:
    workspace = await bench.workspace(limits={**LIMITS, **limits})
    return workspace, bench.member(workspace)


async def form(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    await member.post(
        f"{API}/custom-fields", json={"entity": "contact", "key": "shoe", "label": "Shoe", "type": "text"}
    )
    return await make(member, "lead-forms", **({"name": "Contact us", "mapping": MAPPING} | fields))


async def items(member: httpx2.AsyncClient, noun: str, **parameters: str) -> list[dict[str, Any]]:
    return list((await member.get(f"{API}/{noun}", params=parameters)).json()["items"])


async def post(bench: ServiceBench, key: str, answers: Any = JANE, **fields: Any) -> httpx2.Response:
    return await bench.client().post(f"/lead-forms/{key}", json={"answers": answers, **fields})


async def test_a_submission_heard_of_three_times_and_late_is_one_of_everything(mailing: ServiceBench) -> None:
    bench = mailing
    workspace, member = await seat(bench)
    news = await make(member, "lists", name="News", opt_in="double", wording="Monthly.")
    about = {"source": "social_form", "form_id": str(new_id()), "list_ids": [news["id"]], "tags": ["Lead"]}
    mine = await form(member, **about, task_subject="Call back", points=7, create_deal=True)
    social = {"id": str(new_id()), "form_id": about["form_id"], "answers": JANE, "consent": True, "spam": False}
    late = {"id": str(new_id()), "form_id": str(new_id()), "answers": JANE, "consent": True}
    message = new_id()
    for number in range(3):
        await bench.deliver(
            "social.form_submission.created.v1",
            social,
            workspace_id=workspace,
            message_id=message if number < 2 else new_id(),
        )
        await bench.deliver("social.form_submission.created.v1", late, workspace_id=workspace)
    assert await bench.inbox("dead") == []
    [contact] = await items(member, "contacts")
    assert (contact["name"], contact["city"], contact["custom"]) == ("Jane Doe", "Graz", {"shoe": "38"})
    assert (contact["source"], contact["tags"], contact["score"]) == ("social", ["Lead"], 7)
    assert [one["action"] for one in await items(member, "consents")] == ["given"]
    [task] = await items(member, "activities")
    assert (task["subject"], task["related"][0]["id"]) == ("Call back", contact["id"])
    [deal] = await items(member, "deals")
    assert (deal["name"], deal["contact_ids"]) == ("Contact us", [contact["id"]])
    [line] = await items(member, "timeline", kind="lead_form.submitted")
    assert (line["subject_id"], line["data"]["lead_form_id"]) == (contact["id"], mine["id"])
    [submission] = await items(member, "lead-form-submissions")
    assert (submission["state"], submission["contact_id"]) == ("taken", contact["id"])
    [told] = await bench.published("crm.contact.engaged.v1")
    assert (told.data["kind"], told.data["about"]) == ("crm.lead_form.submitted", mine["id"])

    [subscription] = await items(member, "subscriptions")
    assert (subscription["state"], subscription["source"]) == ("unconfirmed", "form")
    link = links.Link("confirm", workspace, UUID(news["id"]), "Jane@example.com")
    assert (await bench.client().post(f"/confirm/{links.token(bench.runtime, link)}")).status_code == 200
    assert (await items(member, "subscriptions"))[0]["state"] == "confirmed"


async def test_a_page_posts_answers_and_is_told_nothing(bench: ServiceBench) -> None:
    _, member = await seat(bench)
    news = await make(member, "lists", name="News", opt_in="single")
    mine = await form(member, list_ids=[news["id"]], allowed_origins=["https://Example.com"])
    answer = await post(bench, mine["key"], consent=True, token="the-first-one")
    assert (answer.status_code, answer.json()) == (202, {"received": True}), answer.text
    assert (await post(bench, mine["key"], consent=True, token="the-first-one")).status_code == 202
    assert len(await items(member, "lead-form-submissions")) == 1
    assert (await items(member, "subscriptions"))[0]["state"] == "confirmed"

    await member.patch(f"{API}/contacts/{(await items(member, 'contacts'))[0]['id']}", json={"city": "Wien"})
    said = {"email": "jane@example.com", "name": "Somebody Else", "town": "Linz", "shoe": "40"}
    assert (await post(bench, mine["key"], said)).status_code == 202
    [contact] = await items(member, "contacts")
    assert (contact["name"], contact["city"], contact["custom"]) == ("Jane Doe", "Wien", {"shoe": "38"})
    assert len(await items(member, "lead-form-submissions")) == 2
    stranger = bench.member(await bench.workspace())
    for noun in ("contacts", "lead-forms", "lead-form-submissions"):
        assert await items(stranger, noun) == []


async def test_what_is_refused_changes_nothing(bench: ServiceBench) -> None:
    workspace, member = await seat(bench)
    mine = await form(member, allowed_origins=["https://example.com"])
    url, body = f"/lead-forms/{mine['key']}", {"answers": JANE}
    count = len(await bench.published())
    page = {"origin": "https://evil.example"}
    assert (await bench.client().post(url, json=body, headers=page)).json()["code"] == "origin_not_allowed"
    assert (await bench.client().post("/lead-forms/nothing", json=body)).status_code == 404
    refused = await post(bench, mine["key"], {"email": "nobody"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/answers/email")
    assert (await post(bench, mine["key"], homepage="https://spam.example")).status_code == 202
    await bench.workspace(workspace_id=workspace, features=["contacts"], limits=LIMITS)
    assert (await post(bench, mine["key"])).json()["code"] == "feature_disabled"
    await bench.workspace(workspace_id=workspace, limits=LIMITS)
    member = bench.member(workspace)
    assert await items(member, "contacts") == await items(member, "lead-form-submissions") == []
    assert len(await bench.published()) == count
    allowed = {"origin": "https://example.com"}
    assert (await bench.client().post(url, json=body, headers=allowed)).status_code == 202
    await member.patch(f"{API}/lead-forms/{mine['id']}", json={"active": False})
    assert (await bench.client().post(url, json=body)).status_code == 404


async def test_forms_are_checked_and_one_form_of_social_has_one(bench: ServiceBench) -> None:
    _, member = await seat(bench)
    field = {"entity": "contact", "key": "number", "label": "Number", "type": "text", "unique": True}
    await make(member, "custom-fields", **field)
    for wrong, pointer in (
        ({"mapping": {"name": "name"}}, "/mapping"),
        ({"mapping": {"mail": "email", "x": "score"}}, "/mapping"),
        ({"mapping": {"mail": "email", "x": "custom.number"}}, "/mapping/x"),
        ({"mapping": {"mail": "email", "x": "custom.nothing"}}, "/mapping/x"),
        ({"source": "social_form"}, "/form_id"),
        ({"form_id": str(new_id())}, "/form_id"),
        ({"list_ids": [str(new_id())]}, "/list_ids/0"),
        ({"stage_id": str(new_id())}, "/stage_id"),
        ({"pipeline_id": str(new_id())}, "/pipeline_id"),
        ({"allowed_origins": ["https://example.com/path"]}, "/allowed_origins/0"),
    ):
        refused = await member.post(f"{API}/lead-forms", json={"name": "F", "mapping": {"mail": "email"}, **wrong})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    about = {"name": "F", "source": "social_form", "form_id": str(new_id()), "mapping": {"mail": "email"}}
    first = await make(member, "lead-forms", **about)
    assert first["key"] is None
    assert (await member.post(f"{API}/lead-forms", json=about)).json()["code"] == "form_taken"
    where = f"{API}/lead-forms/{first['id']}"
    assert (await member.delete(where)).status_code == 204
    await make(member, "lead-forms", **about)
    assert (await member.post(f"{where}/restore")).json()["code"] == "form_taken"


async def test_what_the_plan_has_no_room_for_waits(bench: ServiceBench) -> None:
    workspace, member = await seat(bench, **{"crm.captured_emails": 1})
    mine = await form(member)
    for number in range(3):
        assert (await post(bench, mine["key"], {"email": f"p{number}@example.com"})).status_code == 202
    states = sorted(one["state"] for one in await items(member, "lead-form-submissions"))
    assert (states, len(await items(member, "contacts"))) == (["taken", "waiting", "waiting"], 1)
    assert (await post(bench, mine["key"], {"email": "p0@example.com"})).status_code == 202
    waiting = [one for one in await items(member, "lead-form-submissions") if one["state"] == "waiting"]
    assert len(waiting) == 2
    gone = await make(member, first_name="P", emails=[{"address": "p2@example.com"}])
    assert (await member.post(f"{API}/contacts/{gone['id']}/erase")).status_code == 200
    await bench.workspace(workspace_id=workspace, limits=LIMITS)
    member = bench.member(workspace)
    found = sorted(one["state"] for one in await items(member, "lead-form-submissions"))
    assert (found, len(await items(member, "contacts"))) == (["erased", "taken", "taken", "taken"], 2)
    assert await bench.inbox("dead") == []


async def test_one_address_posted_at_once_is_one_contact(bench: ServiceBench) -> None:
    _, member = await seat(bench, **{"crm.contacts": 1, "crm.captured_emails": 1})
    news = await make(member, "lists", name="News", opt_in="single")
    mine = await form(member, list_ids=[news["id"]])

    async def attempt(number: int) -> int:
        said = {"email": ("jane@example.com", "JANE@example.com")[number % 2]}
        answer = await post(bench, mine["key"], said, consent=True)
        while answer.status_code == 409 and answer.json()["code"] == "busy":
            answer = await post(bench, mine["key"], said, consent=True)
        return answer.status_code

    statuses: Sequence[Any] = await race(attempt, callers=6)
    assert set(statuses) == {202}
    await bench.run_until_idle()
    assert len(await items(member, "contacts")) == len(await items(member, "subscriptions")) == 1
    assert len(await items(member, "consents")) == 1
    assert {one["state"] for one in await items(member, "lead-form-submissions")} == {"taken"}


async def test_a_chatbot_captures_through_its_form_once(bench: ServiceBench) -> None:
    workspace, member = await seat(bench)
    mine = await form(member)
    told = {"conversation_id": str(new_id()), "lead_form_id": mine["id"], "answers": JANE, "consent": False}
    for _ in range(3):
        await bench.deliver("ai.chatbot.lead_captured.v1", told, workspace_id=workspace)
    elsewhere = await bench.workspace(limits=LIMITS)
    await bench.deliver("ai.chatbot.lead_captured.v1", told, workspace_id=elsewhere)
    assert len(await items(member, "contacts")) == len(await items(member, "lead-form-submissions")) == 1
    assert await items(bench.member(elsewhere), "contacts") == []


async def test_found_profiles_are_leads_with_their_origin_and_never_subscribers(bench: ServiceBench) -> None:
    workspace, member = await seat(bench)
    await make(member, "lists", name="News", opt_in="single")
    gone = await make(member, first_name="G", emails=[{"address": "gone@example.com"}])
    await member.post(f"{API}/contacts/{gone['id']}/erase")
    field = {"entity": "lead", "key": "shoe", "label": "Shoe", "type": "text", "required": True}
    await make(member, "custom-fields", **field)
    known = {"platform": "instagram", "provenance": {"email": {"source": "import", "fetched_at": "2026-11-01"}}}
    profiles = [
        {**known, "profile_id": str(new_id()), "handle": "ada", "name": "Ada", "email": "ada@example.com"},
        {**known, "profile_id": str(new_id()), "handle": "bob", "email": "not an address", "website": "bob.example"},
        {**known, "profile_id": str(new_id()), "handle": "gone", "email": "gone@example.com"},
    ]
    for batch in (profiles[:2], profiles, profiles[1:]):
        sent = {"batch_id": str(new_id()), "profiles": batch}
        await bench.deliver("social.lead_batch.sent.v1", sent, workspace_id=workspace)
    assert await bench.inbox("dead") == []
    ada, bob = sorted(await items(member, "leads"), key=lambda lead: lead["name"])
    assert (ada["name"], ada["email"], ada["source"]) == ("Ada", "ada@example.com", "social")
    assert "2026-11-01" in ada["details"]["email from"]
    assert (bob["name"], bob["email"], bob["website"]) == ("bob", None, "https://bob.example")
    assert bob["details"]["email"] == "not an address"
    assert await items(member, "subscriptions") == await items(member, "contacts") == []
