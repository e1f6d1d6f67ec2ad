"""A day of a workspace, by API: leads in, one of them won, a form that people confirm, a campaign, a sequence."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, Files, count, counts, default_pipeline, everything, make
from tests.e2e.crm_mail import DAY, FEATURES, WORDS, html_of, mails, post, sender_of, way_out

from mewayz_testing.house import House
from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import Person, Platform, Seat, succeed

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person, platform: Platform) -> Seat:
    made = await ada.create_workspace("Day", features=FEATURES)
    await platform.give(made, crm__captured_emails=100)
    return made


async def test_leads_become_a_contact_a_company_and_a_won_deal(seat: Seat, platform: Platform) -> None:
    done = await Files(seat, platform, "leads").bring("leads-100.csv")
    assert counts(done) == (100, 0, 0, 0)
    lead = (await everything(seat, "leads"))[0]
    _, stages = await default_pipeline(seat, platform)
    converted = succeed(await seat.post(f"{CRM}/leads/{lead['id']}/convert", json={}))
    assert succeed(await seat.get(f"{CRM}/contacts/{converted['contact_id']}"))["name"]
    deal = succeed(await seat.get(f"{CRM}/deals/{converted['deal_id']}"))
    for stage in stages:
        if stage["kind"] != "lost":
            deal = await post(seat, f"deals/{deal['id']}/move", stage_id=stage["id"])
    assert deal["status"] == "won"


async def test_people_ask_for_mail_by_a_form_get_it_once_and_leave_by_one_click(
    seat: Seat, platform: Platform, house: House, names: NameServer
) -> None:
    sender, mark = await sender_of(seat, platform, names), uuid4().hex[:8]
    succeed(
        await seat.patch(f"{CRM}/settings", json={"postal_address": "Acme, 1 Main Street", "tracking": "individual"})
    )
    news = await make(seat, "lists", name="Offers", opt_in="double", public=True)
    form = await make(
        seat,
        "lead-forms",
        name="Offers",
        mapping={"email": "email", "first": "first_name"},
        list_ids=[news["id"]],
        tags=["guest"],
    )
    people = [f"{name}-{mark}@example.com" for name in ("ann", "bob", "cid", "dee")]
    for address in [*people, people[0]]:
        body = {"answers": {"email": address, "first": address[:3].title()}, "consent": True, "token": uuid4().hex}
        succeed(await platform.request("POST", f"/lead-forms/{form['key']}", json=body))
    segment = await make(
        seat, "segments", name="Guests", kind="dynamic", filter={"field": "tags", "op": "has_any", "value": ["guest"]}
    )

    template = await make(seat, "mail-templates", key="offer", subject="Offer A", body=WORDS)
    campaign = await make(
        seat,
        "campaigns",
        name="Offer",
        audience={"include": {"lists": [news["id"]], "segments": [segment["id"]]}},
        variants=[{"template_id": template["id"]}, {"template_id": template["id"], "subject": "Offer B"}],
        sender_id=sender,
        ab_test={"share": 5_000, "by": "clicks", "wait_minutes": 10},
    )
    one = f"campaigns/{campaign['id']}"
    before = succeed(await seat.get(f"{CRM}/{one}/preflight"))
    assert (before["ready"], before["audience"]) == (False, 0), "nobody has used the link of their mail yet"
    for address in people:
        link = urlsplit(await platform.link_in_mail(address, "/confirm/")).path
        assert (await platform.request("POST", link)).status_code == 200

    async def ready() -> bool:
        return bool(succeed(await seat.get(f"{CRM}/{one}/preflight"))["audience"] == len(people))

    await platform.until(ready, "an audience of all who have confirmed")
    await post(seat, f"{one}/start")

    async def stats() -> Any:
        return succeed(await seat.get(f"{CRM}/{one}/stats"))

    async def test_is_sent() -> bool:
        return int((await stats())["sent"]) == 2

    await platform.until(test_is_sent, "a test group that has its mails")
    [(reader, mail)] = [
        (address, found[0]) for address in people if (found := await mails(platform, address, "Offer B"))
    ]
    house.move_clock(120)
    link = re.search(r'href="([^"]*/t/c/[^"]+)"', html_of(mail))
    assert link, html_of(mail)
    led = await platform.request("GET", urlsplit(unescape(link[1])).path, headers=BROWSER)
    assert (led.status_code, led.headers["location"]) in {
        (302, "https://acme.example/offer"),
        (303, "https://acme.example/offer"),
    }

    async def clicked() -> bool:
        return int((await stats())["clicked"]["human"]) == 1

    await platform.until(clicked, "a click that counts")
    house.move_clock(11 * 60)
    await seat.person.sign_in()

    async def finished() -> bool:
        return bool(succeed(await seat.get(f"{CRM}/{one}"))["state"] == "finished")

    await platform.until(finished, "a campaign that is finished")
    subjects = [found[0]["subject"] for address in people if (found := await mails(platform, address, "Offer "))]
    assert sorted(subjects) == ["Offer A", "Offer B", "Offer B", "Offer B"], "the rest gets what was clicked"

    path = way_out(mail)
    assert (await platform.request("GET", path)).status_code == 200
    asked = {"address": reader, "list_id": news["id"]}
    assert succeed(await seat.get(f"{CRM}/subscriptions", params=asked))["items"][0]["state"] == "confirmed"
    for _ in range(2):
        assert (await platform.request("POST", path, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert succeed(await seat.get(f"{CRM}/subscriptions", params=asked))["items"][0]["state"] == "unsubscribed"

    told, events = await stats(), await everything(seat, "mail-events", campaign_id=campaign["id"])
    assert (told["recipients"], told["sent"], told["skipped"], told["failed"]) == (4, 4, 0, 0)
    for kind, number in (("click", told["clicked"]["human"]), ("open", told["opened"]["human"])):
        people_of = {event["message_id"] for event in events if event["kind"] == kind and not event["is_bot"]}
        assert len(people_of) == number, kind
    assert [await count(seat, "contacts", q=address) for address in people] == [1, 1, 1, 1], "the form made each once"


async def test_a_sequence_goes_through_its_days_for_those_who_want_it(
    seat: Seat, platform: Platform, house: House, names: NameServer
) -> None:
    sender, address = await sender_of(seat, platform, names), f"eve-{uuid4().hex[:8]}@example.com"
    succeed(await seat.patch(f"{CRM}/settings", json={"postal_address": "Acme, 1 Main Street"}))
    news = await make(seat, "lists", name="Course", opt_in="single")
    eve = await make(seat, "contacts", first_name="Eve", emails=[{"address": address}])
    stranger = await make(seat, "contacts", first_name="Stranger", emails=[{"address": f"no-{address}"}])
    await make(seat, "subscriptions", list_id=news["id"], address=address)
    templates = [
        (await make(seat, "mail-templates", key=f"day-{day}", subject=f"Day {day}", body=WORDS))["id"] for day in (1, 3)
    ]
    steps = [
        {"key": "first", "type": "mail", "template_id": templates[0]},
        {"key": "pause", "type": "wait", "amount": 2, "unit": "days"},
        {"key": "second", "type": "mail", "template_id": templates[1]},
        {"key": "end", "type": "add_tag", "tag": "taught"},
    ]
    sequence = await make(
        seat, "sequences", name="Course", kind="marketing", list_id=news["id"], sender_id=sender, steps=steps
    )
    await post(seat, f"sequences/{sequence['id']}/activate")
    await post(seat, f"sequences/{sequence['id']}/enrol", contact_ids=[eve["id"], stranger["id"]])

    async def first() -> Any:
        return await mails(platform, address, "Day 1")

    assert len(await platform.until(first, "the first mail")) == 1
    assert await mails(platform, address, "Day 3") == []
    house.move_clock(2 * DAY + 60)
    await seat.person.sign_in()

    async def second() -> Any:
        return await mails(platform, address, "Day 3")

    assert len(await platform.until(second, "the second mail")) == 1

    async def over() -> bool:
        [row] = succeed(await seat.get(f"{CRM}/sequence-enrolments", params={"contact_id": eve["id"]}))["items"]
        return bool(row["state"] == "completed")

    await platform.until(over, "an end of the sequence")
    assert "taught" in succeed(await seat.get(f"{CRM}/contacts/{eve['id']}"))["tags"]
    assert await mails(platform, f"no-{address}", "Day") == [], "who has not asked for it gets nothing"
