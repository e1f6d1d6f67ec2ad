"""What people are told: in the product, by mail, on their devices; now, later, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_string, policy
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from mewayz_testing.house import House
from mewayz_testing.mail_providers import KEY, mail_providers
from mewayz_testing.people import Person, Platform, Seat, succeed
from mewayz_testing.push import push_service

WORKSPACE = "/api/v1/workspace"
NOTIFICATIONS = f"{WORKSPACE}/notifications"
PREFERENCES = f"{WORKSPACE}/notification-preferences"


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest.fixture
async def seat(ada: Person) -> Seat:
    return await ada.create_workspace("Acme")


async def told(platform: Platform, seat: Seat) -> Person:
    """Somebody accepts an invitation, of which the inviter is told, and leaves the seat free again."""
    bob = await platform.newcomer("Bob")
    await bob.join(seat, role="editor")
    await bob.must("POST", f"{WORKSPACE}/workspaces/{seat.id}/leave")
    return bob


async def titles(person: Person) -> list[str]:
    page = await person.must("GET", NOTIFICATIONS, params={"category": "team"})
    return [item["title"] for item in page["items"]]


async def raw_mails(platform: Platform, person: Person, word: str) -> list[Any]:
    """The whole mails to a person whose subject has a word in it, newest first."""
    admin = await platform.admin()
    page = await admin.must("GET", f"{WORKSPACE}/admin/mailbox-messages", params={"to": person.email, "limit": 100})
    found = [message_from_string(mail["raw"], policy=policy.default) for mail in page["items"]]
    return [mail for mail in found if word in str(mail["Subject"])]


async def mailed(platform: Platform, person: Person, word: str) -> Any:
    async def look() -> Any:
        return await raw_mails(platform, person, word)

    return (await platform.until(look, f"a mail about {word}"))[0]


class Device:
    """One open stream."""

    def __init__(self, response: httpx2.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self) -> dict[str, str]:
        """The next event as its fields; comments and the retry hint are passed over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(30):
            async for line in self._lines:
                if not line and "data" in fields:
                    return fields
                if line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    fields[name] = value
        raise AssertionError("the stream has ended")

    async def ended(self) -> None:
        """Read on until the other side has ended it in good order."""
        async with asyncio.timeout(30):
            async for _ in self._lines:
                """Whatever comes before."""

    async def of(self, category: str) -> dict[str, str]:
        """The next event of a category; a sign-in, for example, is told of too."""
        while f'"category":"{category}"' not in (event := await self.next())["data"]:
            pass
        return event


@asynccontextmanager
async def device(platform: Platform, person: Person, last: str | None = None) -> AsyncIterator[Device]:
    headers = {"authorization": f"Bearer {person.access_token}"} | ({"last-event-id": last} if last else {})
    async with platform.connect() as client:
        async with client.stream("GET", f"{NOTIFICATIONS}/stream", headers=headers) as response:
            assert response.status_code == 200
            yield Device(response)


async def test_three_devices_get_one_item_and_a_fourth_what_it_missed(
    platform: Platform, ada: Person, seat: Seat
) -> None:
    async with (
        device(platform, ada, "0") as one,
        device(platform, ada, "0") as two,
        device(platform, ada, "0") as three,
    ):
        bob = await told(platform, seat)
        events = [await each.of("team") for each in (one, two, three)]
    [data] = {event["data"] for event in events}
    assert f"{bob.email} joined Acme" in data or "Bob joined Acme" in data
    seen = events[0]["id"]
    await told(platform, seat)
    async with device(platform, ada, seen) as back:
        assert int((await back.of("team"))["id"]) > int(seen)
    assert len(await titles(ada)) == 2


async def test_who_is_removed_loses_the_stream_and_hears_no_more_of_the_workspace(
    platform: Platform, ada: Person, seat: Seat
) -> None:
    bob, admin = await platform.newcomer("Bob"), await platform.admin()
    theirs, own = await bob.join(seat, role="admin"), await bob.create_workspace("Own")
    body = {"subject": "Help", "message": "It stops."}
    tickets = [succeed(await at.post(f"{WORKSPACE}/tickets", json=body)) for at in (theirs, own)]
    members = succeed(await seat.get(f"{WORKSPACE}/members"))["items"]
    [member] = [row["id"] for row in members if row["user_id"] == bob.id]
    async with device(platform, bob) as open_one:
        assert (await seat.delete(f"{WORKSPACE}/members/{member}")).status_code == 204
        await open_one.ended()
    async with device(platform, bob, "0") as again:
        for ticket in tickets:
            await admin.must("POST", f"{WORKSPACE}/admin/tickets/{ticket['id']}/reply", json={"body": "Try again."})
        assert tickets[1]["number"] in (await again.of("work"))["data"], "what his own workspace is told still comes"
    told = await bob.must("GET", NOTIFICATIONS, params={"category": "work"})
    assert {item["workspace_id"] for item in told["items"]} == {own.id}


async def test_mail_that_is_off_does_not_come(platform: Platform, ada: Person, seat: Seat) -> None:
    off = {"items": [{"category": "team", "channel": "email", "enabled": False}]}
    await ada.must("PUT", PREFERENCES, json=off)
    await told(platform, seat)

    async def shown() -> Any:
        return await titles(ada)

    await platform.until(shown, "the notification")
    assert await raw_mails(platform, ada, "joined") == []
    locked = {"items": [{"category": "security", "channel": "email", "enabled": False}]}
    assert (await ada.request("PUT", PREFERENCES, json=locked)).status_code == 422


async def test_quiet_hours_hold_mail_until_they_end(platform: Platform, ada: Person, seat: Seat, house: House) -> None:
    now = platform.now()
    quiet = {"start": f"{now - timedelta(hours=1):%H:%M}", "end": f"{now + timedelta(hours=2):%H:%M}"}
    shown = await ada.must("PUT", PREFERENCES, json={"quiet_hours": quiet})
    assert shown["timezone"] == "UTC"
    await told(platform, seat)

    async def in_product() -> Any:
        return await titles(ada)

    await platform.until(in_product, "the notification")
    assert await raw_mails(platform, ada, "joined") == []
    house.move_clock(2 * 3600 + 61)
    mail = await mailed(platform, ada, "joined")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_one_click_in_a_mail_unsubscribes(platform: Platform, ada: Person, seat: Seat) -> None:
    await told(platform, seat)
    mail = await mailed(platform, ada, "joined")
    link = str(mail["List-Unsubscribe"]).strip("<>")
    form = {"List-Unsubscribe": "One-Click"}
    answer = await platform.request("POST", link, data=form)
    assert succeed(answer)["category"] == "team"
    cells = (await ada.must("GET", PREFERENCES))["items"]
    assert {"category": "team", "channel": "email", "enabled": False, "locked": False} in cells
    assert (await platform.request("POST", link[:-4] + "AAAA", data=form)).status_code == 404


async def test_a_browser_shows_it_until_it_is_gone(platform: Platform, ada: Person, seat: Seat) -> None:
    url = f"{WORKSPACE}/push-subscriptions"
    with push_service() as pushes:
        await ada.must("POST", url, json=pushes.subscribe() | {"name": "Phone"})
        await told(platform, seat)

        async def arrived() -> Any:
            return pushes.received

        [pushed] = await platform.until(arrived, "a push message")
        key = succeed(await platform.request("GET", f"{WORKSPACE}/public/push-key"))["public_key"]
        assert pushed.sender == key
        assert "joined Acme" in pushed.message["title"]
        pushes.answers.append(410)
        await told(platform, seat)

        async def forgotten() -> bool:
            return (await ada.must("GET", url))["items"] == []

        await platform.until(forgotten, "an ended subscription")
        await told(platform, seat)

        async def three() -> bool:
            return len(await titles(ada)) == 3

        await platform.until(three, "the third notification")
        assert pushes.asked == 2


async def test_staff_sets_up_a_mail_provider_and_sees_that_it_works(
    platform: Platform, ada: Person, seat: Seat
) -> None:
    admin = await platform.admin()
    url = f"{WORKSPACE}/admin/integrations"
    with mail_providers() as providers:
        body = {"provider": "sendgrid", "base_url": providers.url, "secrets": {"api_key": KEY}}
        made = await admin.must("POST", url, json=body)
        assert KEY not in str(made)
        one = f"{url}/{made['id']}"
        tried = await admin.must("POST", f"{one}/test", json={"to": "staff@example.com"})
        assert (tried["status"], len(providers.taken)) == ("working", 1)
        try:
            await admin.must("POST", f"{one}/activate")
            invitation = {"email": "eve@example.com", "role": "viewer"}
            succeed(
                await seat.post(f"{WORKSPACE}/invitations", json=invitation, headers={"idempotency-key": uuid4().hex})
            )

            async def taken() -> bool:
                return providers.taken[-1]["to"] == "eve@example.com"

            await platform.until(taken, "the invitation at the provider")
        finally:
            await admin.must("POST", f"{one}/deactivate")
        await admin.must("DELETE", one)
    assert (await ada.request("GET", url)).status_code == 403
