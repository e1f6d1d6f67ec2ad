"""Campaigns and forms through the gateway: scenarios 7 and 9 of crm.md."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, at_once, count, everything, make
from tests.e2e.crm_mail import FEATURES, WORDS, items, mails, post, sender_of, way_out

from mewayz_testing.house import House
from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import Person, Platform, Seat, succeed

MINUTE = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person, platform: Platform) -> Seat:
    made = await ada.create_workspace("Campaigns", features=FEATURES)
    await platform.give(made, crm__captured_emails=100)
    succeed(await made.patch(f"{CRM}/settings", json={"postal_address": "Acme, 1 Main Street"}))
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sender(seat: Seat, platform: Platform, names: NameServer) -> str:
    return await sender_of(seat, platform, names)


async def campaign_to(seat: Seat, sender: str, list_id: str, **fields: Any) -> tuple[str, Any]:
    """The path of a campaign to a list, and its template."""
    template = await make(seat, "mail-templates", key=f"t-{uuid4().hex[:8]}", subject="Sale", body=WORDS)
    audience = {"include": {"lists": [list_id]}}
    known = {"name": "Sale", "audience": audience, "variants": [{"template_id": template["id"]}], "sender_id": sender}
    return f"campaigns/{(await make(seat, 'campaigns', **known | fields))['id']}", template


async def states(seat: Seat, one: str) -> Counter[str]:
    """How many recipients there are in each state."""
    found = await items(seat, "campaign-recipients", campaign_id=one.rpartition("/")[2])
    assert len({row["address"] for row in found}) == len(found), "an address is in a campaign once"
    return Counter(f"{row['state']}:{row['skip_reason']}" if row["skip_reason"] else row["state"] for row in found)


async def until_sent(seat: Seat, platform: Platform, one: str, number: int) -> None:
    """Wait until so many have it, and nobody is being sent to."""

    async def look() -> bool:
        found = await states(seat, one)
        return found["sent"] >= number and not found["sending"]

    await platform.until(look, f"{number} mails of a campaign")
    assert (await states(seat, one))["sent"] == number


async def test_a_submission_that_comes_three_times_is_one_and_mails_wait_for_the_link(
    seat: Seat, sender: str, platform: Platform
) -> None:
    to = f"Jane-{uuid4().hex[:8]}@example.com"
    news = await make(seat, "lists", name="Form news", opt_in="double", public=True)
    mapping = {"email": "email", "first": "first_name", "town": "city"}
    form = await make(
        seat, "lead-forms", name="Contact us", mapping=mapping, list_ids=[news["id"]], task_subject="Call back"
    )
    key = form["key"]

    async def submit(token: str, **answers: str) -> None:
        body = {"answers": {"email": to, **answers}, "consent": True, "token": token}
        answer = await platform.request("POST", f"/lead-forms/{key}", json=body)
        assert (answer.status_code, answer.json()) == (202, {"received": True}), answer.text

    first, second = uuid4().hex, uuid4().hex
    await at_once(*[submit(first, first="Jane") for _ in range(3)])
    [contact] = await everything(seat, "contacts", q=to.lower())
    assert (contact["first_name"], contact["city"]) == ("Jane", None)
    assert await count(seat, "lead-form-submissions") == 1
    [task] = await everything(seat, "activities", q="Call back")
    assert task["related"] == [{"type": "contact", "id": contact["id"]}]
    # What was filled in later, with the first one behind it once more.
    await submit(second, first="Joan", town="Graz")
    await submit(first, first="Jane", town="Linz")
    [contact] = await everything(seat, "contacts", q=to.lower())
    assert (contact["first_name"], contact["city"]) == ("Jane", "Graz"), "what is known stays, what is empty is filled"
    assert await count(seat, "lead-form-submissions") == 2
    assert [one["action"] for one in await items(seat, "consents", list_id=news["id"])] == ["given"]

    one, _ = await campaign_to(seat, sender, news["id"])
    refused = await seat.post(f"{CRM}/{one}/start", headers={"idempotency-key": uuid4().hex})
    assert refused.status_code == 409, refused.text
    assert [blocker["code"] for blocker in refused.json()["blockers"]] == ["empty_audience"]
    link = urlsplit(await platform.link_in_mail(to, "/confirm/")).path
    assert (await platform.request("GET", link)).status_code == 200
    assert not succeed(await seat.get(f"{CRM}/{one}/preflight"))["ready"], "a look at the link confirms nothing"
    assert (await platform.request("POST", link)).status_code == 200
    assert [one["action"] for one in reversed(await items(seat, "consents", list_id=news["id"]))] == [
        "given",
        "confirmed",
    ]
    await post(seat, f"{one}/start")
    await until_sent(seat, platform, one, 1)
    assert len(await mails(platform, to, "Sale")) == 1


async def test_a_campaign_that_is_paused_and_resumed_reaches_each_once_and_nobody_else(
    seat: Seat, sender: str, platform: Platform, house: House
) -> None:
    mark, news = uuid4().hex[:8], await make(seat, "lists", name="Pause news", opt_in="single")
    people = [f"p{number}-{mark}@example.com" for number in range(8)]
    for address in people:
        await make(seat, "subscriptions", list_id=news["id"], address=address)
    one, template = await campaign_to(seat, sender, news["id"], throttle_per_hour=180)  # three mails of a minute
    await post(seat, f"{one}/start")
    await until_sent(seat, platform, one, 3)
    assert (await post(seat, f"{one}/pause"))["state"] == "paused"
    late = f"late-{mark}@example.com"
    await make(seat, "subscriptions", list_id=news["id"], address=late)
    edited = await seat.patch(f"{CRM}/{one}", json={"name": "Other", "variants": [{"template_id": template["id"]}]})
    assert edited.status_code == 409, edited.text
    read = {"If-Match": (await seat.get(f"{CRM}/mail-templates/{template['id']}")).headers["etag"]}
    words = {"subject": "Another"}
    succeed(await seat.patch(f"{CRM}/mail-templates/{template['id']}", json=words, headers=read))
    house.move_clock(10 * MINUTE)
    await seat.person.sign_in()
    assert await states(seat, one) == {"sent": 3, "queued": 5}, "who is paused sends nothing, however long it takes"
    await post(seat, f"{one}/resume")
    running = await seat.patch(f"{CRM}/{one}", json={"throttle_per_hour": None})
    assert running.status_code == 409, running.text

    await until_sent(seat, platform, one, 6)
    house.move_clock(MINUTE)  # nothing is on its way: a clock that jumps over a mail on its way ends its lease

    async def finished() -> bool:
        return bool(succeed(await seat.get(f"{CRM}/{one}"))["state"] == "finished")

    await platform.until(finished, "a campaign that is finished")
    assert await states(seat, one) == {"sent": 8}
    assert [len(await mails(platform, address, "Sale")) for address in people] == [1] * 8
    assert await mails(platform, late, "Sale") == await mails(platform, late, "Another") == []
    told = succeed(await seat.get(f"{CRM}/{one}/stats"))
    assert (told["recipients"], told["sent"], told["skipped"], told["failed"]) == (8, 8, 0, 0)


async def test_a_template_is_tried_on_its_own_house_before_anybody_else_gets_it(
    seat: Seat, sender: str, platform: Platform
) -> None:
    own = succeed(await seat.get(f"{CRM}/senders/{sender}"))["address"]
    subject = f"Try {uuid4().hex[:8]}"
    template = await make(seat, "mail-templates", key=f"t-{uuid4().hex[:8]}", subject=subject, body=WORDS)
    ann = await make(seat, "contacts", first_name="Ann")
    url, body = f"{CRM}/mail-templates/{template['id']}/test", {"to": own, "contact_id": ann["id"]}
    assert (await seat.post(url, json=body)).status_code == 400, "mail moves, so it takes a key"
    once = {"idempotency-key": uuid4().hex}
    answers = [await seat.post(url, json=body, headers=once) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {202}
    stranger = await seat.post(url, json={"to": "eve@example.com"}, headers={"idempotency-key": uuid4().hex})
    assert (stranger.status_code, stranger.json()["errors"][0]["code"]) == (422, "not_own_address")

    async def arrived() -> bool:
        return bool(await mails(platform, own, f"[Test] {subject}"))

    await platform.until(arrived, "a test mail")
    [mail] = await mails(platform, own, f"[Test] {subject}")
    assert "Hello Ann" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None
    assert await mails(platform, "eve@example.com", f"[Test] {subject}") == []


async def test_a_campaign_that_is_cancelled_skips_the_rest(seat: Seat, sender: str, platform: Platform) -> None:
    mark, news = uuid4().hex[:8], await make(seat, "lists", name="Cancel news", opt_in="single")
    people = [f"c{number}-{mark}@example.com" for number in range(6)]
    for address in people:
        await make(seat, "subscriptions", list_id=news["id"], address=address)
    one, _ = await campaign_to(seat, sender, news["id"], throttle_per_hour=120)
    await post(seat, f"{one}/start")
    await until_sent(seat, platform, one, 2)
    assert (await post(seat, f"{one}/cancel"))["state"] == "cancelled"
    assert await states(seat, one) == {"sent": 2, "skipped:cancelled": 4}
    for verb in ("resume", "start", "cancel"):
        answer = await seat.post(f"{CRM}/{one}/{verb}", headers={"idempotency-key": uuid4().hex})
        assert (answer.status_code, answer.json()["code"]) == (409, "invalid_transition"), verb
    reached = {address: found for address in people if (found := await mails(platform, address, "Sale"))}
    assert [len(found) for found in reached.values()] == [1, 1]

    # The way out of a mail is there for good: after the campaign and the list are gone as well (scenario 2).
    address, [mail] = reached.popitem()
    for path in (one, f"lists/{news['id']}"):
        assert (await seat.delete(f"{CRM}/{path}")).status_code == 204, path
    asked, leave = {"address": address}, {"List-Unsubscribe": "One-Click"}
    way = way_out(mail)
    assert (await platform.request("GET", way)).status_code == 200
    assert (await items(seat, "subscriptions", **asked))[0]["state"] == "confirmed", "a look is no click"
    for _ in range(2):
        assert (await platform.request("POST", way, data=leave)).status_code == 200
        assert (await items(seat, "subscriptions", **asked))[0]["state"] == "unsubscribed"
    assert len([one for one in await items(seat, "consents", **asked) if one["action"] == "withdrawn"]) == 1
    assert (await platform.request("POST", way[:-4] + "AAAA", data=leave)).status_code == 404
