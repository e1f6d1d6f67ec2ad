"""Outreach from a member's own address: scenario 13 of crm.md."""

from typing import Any
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, make
from tests.e2e.crm_mail import DAY, FEATURES, comes_in, items, mails, post, sender_of

from mewayz_testing.house import House
from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import Person, Platform, Seat, succeed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person, platform: Platform) -> Seat:
    made = await ada.create_workspace("Outreach", features=FEATURES)
    await platform.give(made, crm__sequences=10)
    return made


async def outreach(seat: Seat, sender: str, *subjects: str) -> str:
    """A sequence of such mails, two days apart."""
    steps: list[dict[str, Any]] = []
    for number, subject in enumerate(subjects):
        words = {"subject": subject, "body": "Hello {{ contact.first_name }}."}
        template = await make(seat, "mail-templates", key=f"t-{uuid4().hex[:8]}", **words)
        if number:
            steps.append({"key": f"wait-{number}", "type": "wait", "amount": 2, "unit": "days"})
        steps.append({"key": f"mail-{number}", "type": "mail", "template_id": template["id"]})
    made = await make(seat, "sequences", name=subjects[0], kind="outreach", sender_id=sender, steps=steps)
    await post(seat, f"sequences/{made['id']}/activate")
    return str(made["id"])


async def people_of(seat: Seat, *names: str) -> dict[str, Any]:
    """New contacts by their addresses."""
    mark = uuid4().hex[:8]
    made = [
        await make(seat, "contacts", first_name=name, emails=[{"address": f"{name}-{mark}@example.com".lower()}])
        for name in names
    ]
    return {contact["emails"][0]["address"]: contact for contact in made}


async def test_a_reply_stops_outreach_before_the_next_mail_and_only_for_who_replied(
    seat: Seat, platform: Platform, house: House, names: NameServer
) -> None:
    sender = await sender_of(seat, platform, names, owner_id=seat.person.id)
    people = await people_of(seat, "Jane", "Bob")
    jane, bob = people
    sequence = await outreach(seat, sender, "A question", "Any news?")
    await post(seat, f"sequences/{sequence}/enrol", contact_ids=[one["id"] for one in people.values()])

    async def first() -> Any:
        return await mails(platform, jane, "A question") and await mails(platform, bob, "A question")

    await platform.until(first, "the first mails")
    [mail] = await mails(platform, jane, "A question")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/u/" in mail.get_body(("plain",)).get_content(), "a line says how to opt out"  # type: ignore[union-attr]
    about = f"From: {jane}\nSubject: Re: A question\nIn-Reply-To: {mail['Message-ID']}\nMessage-ID: <{uuid4()}@x>\n"
    await comes_in(platform, about.replace("From", "Auto-Submitted: auto-replied\nFrom") + "\nI am away.")
    for _ in range(2):
        await comes_in(platform, about + "\nYes, please.")

    async def over() -> bool:
        [row] = await items(seat, "sequence-enrolments", contact_id=people[jane]["id"])
        return bool((row["state"], row["reason"]) == ("exited", "reply"))

    await platform.until(over, "an end by the reply")
    house.move_clock(2 * DAY + 60)
    await seat.person.sign_in()

    async def second() -> Any:
        return await mails(platform, bob, "Re: A question")

    [follow_up] = await platform.until(second, "the second mail to who has not replied")
    [begun] = await items(seat, "sequence-enrolments", contact_id=people[bob]["id"])
    assert (begun["state"], begun["reason"]) == ("completed", None)
    [opening] = [one for one in await mails(platform, bob, "A question") if not one["In-Reply-To"]]
    assert follow_up["In-Reply-To"] == opening["Message-ID"], "it stands in one thread"
    assert len(await mails(platform, jane, "question")) == 1
    message, *_ = await items(seat, "messages", to=jane)
    replies = await items(seat, "mail-events", message_id=message["id"], kind="reply")
    assert len(replies) == 1, "however often somebody answers, they have answered"


async def test_a_sender_writes_no_more_mails_on_one_day_than_its_cap(
    seat: Seat, platform: Platform, house: House, names: NameServer
) -> None:
    sender = await sender_of(seat, platform, names, owner_id=seat.person.id, daily_cap=3)
    people = await people_of(seat, *(f"Person{number}" for number in range(7)))
    sequence = await outreach(seat, sender, "One of few")
    await post(seat, f"sequences/{sequence}/enrol", contact_ids=[one["id"] for one in people.values()])
    for number in (3, 6, 7):

        async def settled(number: int = number) -> bool:
            found = await written(seat, sender)
            waiting = [one for one in found if one["state"] == "queued" and one["error"] == "daily_cap"]
            left = [one for one in found if one["state"] == "sent"]
            assert len(left) <= number, "the cap was passed"
            return len(found) == len(people) and len(waiting) == len(people) - number

        await platform.until(settled, f"{number} mails of a sender with a cap")
        got = sum([len(await mails(platform, address, "One of few")) for address in people])
        assert got == number
        house.move_clock(DAY)
        await seat.person.sign_in()


async def written(seat: Seat, sender: str) -> list[Any]:
    """Every mail that comes from a sender."""
    found = succeed(await seat.get(f"{CRM}/messages", params={"limit": 100, "category": "personal"}))["items"]
    return [one for one in found if one["sender_id"] == sender]
