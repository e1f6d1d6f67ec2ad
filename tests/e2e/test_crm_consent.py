"""What people say about mail, by the links of mails and without a login: scenarios 2 and 14 of crm.md."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, FEATURES, Files, count, counts, everything, make

from mewayz_testing.people import Person, Platform, Seat, succeed

PAGE = {"accept": "text/html"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person) -> Seat:
    """One workspace for tests with addresses of their own."""
    return await ada.create_workspace("Consent", features=FEATURES)


async def state(seat: Seat, address: str) -> str:
    """What an address has with the one list it knows."""
    [row] = succeed(await seat.get(f"{CRM}/subscriptions", params={"address": address}))["items"]
    return str(row["state"])


async def page(platform: Platform, method: str, path: str, **form: Any) -> str:
    """A public page as a person without a login gets it."""
    answer = await platform.request(method, path, headers=PAGE, data=form or None)
    assert answer.status_code == 200, answer.text
    return answer.text


async def confirmed(seat: Seat, platform: Platform, list_id: str, address: str) -> str:
    """Put an address on a double opt-in list and use the link of its mail; the path of its preference page."""
    await make(seat, "subscriptions", list_id=list_id, address=address)
    link = urlsplit(await platform.link_in_mail(address, "/confirm/")).path
    await page(platform, "GET", link)
    assert await state(seat, address) == "unconfirmed", "a GET confirms nobody"
    shown = await page(platform, "POST", link)
    assert await state(seat, address) == "confirmed"
    found = re.search(r'href="([^"]*/preferences/[^"]+)"', shown)
    assert found, shown
    return urlsplit(unescape(found[1])).path


async def test_a_link_lets_a_person_in_and_out_a_look_does_neither_and_it_outlives_the_list(
    seat: Seat, platform: Platform
) -> None:
    news = await make(seat, "lists", name="News", opt_in="double", public=True)
    address = f"jane-{uuid4().hex[:8]}@example.com"
    preferences = await confirmed(seat, platform, news["id"], address)
    assert "News" in await page(platform, "GET", preferences)
    assert await state(seat, address) == "confirmed"
    assert (await seat.delete(f"{CRM}/lists/{news['id']}")).status_code == 204
    for _ in range(2):
        await page(platform, "POST", preferences, choice="leave_all")
        assert await state(seat, address) == "unsubscribed"
    for forged in (preferences[:-4] + "AAAA", "/u/1nothing", preferences.replace("/preferences/", "/u/")):
        answer = await platform.request("POST", forged, data={"choice": "leave_all"})
        assert answer.status_code == 404, forged
    said = [one["action"] for one in await everything(seat, "consents", address=address)]
    assert sorted(said) == ["confirmed", "given", "withdrawn", "withdrawn"]
    [row] = succeed(await seat.get(f"{CRM}/subscriptions", params={"address": address}))["items"]
    again = await seat.post(f"{CRM}/subscriptions", json={"list_id": row["list_id"], "address": address})
    assert again.status_code in {409, 422}, "nobody but the person comes back"


async def test_an_erased_person_is_gone_sums_stay_and_no_file_brings_them_back(seat: Seat, platform: Platform) -> None:
    address = f"erase-{uuid4().hex[:8]}@example.com"
    news = await make(seat, "lists", name="Single", opt_in="single")
    contact = await make(seat, "contacts", first_name="Erna", last_name="Gone", emails=[{"address": address}])
    await make(seat, "subscriptions", list_id=news["id"], address=address)
    await make(seat, "notes", subject_type="contact", subject_id=contact["id"], body="Erna likes tea")
    amount = {"amount": 4_200, "currency": "EUR"}
    deal = await make(seat, "deals", name="Erna Gone", amount=amount, contact_ids=[contact["id"]])
    data = succeed(await seat.get(f"{CRM}/contacts/{contact['id']}/personal-data"))
    assert (len(data["notes"]), len(data["subscriptions"]), len(data["deals"])) == (1, 1, 1)

    erased = succeed(await seat.post(f"{CRM}/contacts/{contact['id']}/erase"))
    assert erased["contact_ids"] == [contact["id"]]
    assert (await seat.get(f"{CRM}/contacts/{contact['id']}")).status_code == 404
    assert await count(seat, "contacts", q="Erna") == 0
    assert await count(seat, "subscriptions", address=address) == 0
    kept = succeed(await seat.get(f"{CRM}/deals/{deal['id']}"))
    assert (kept["amount"], "Erna" in kept["name"]) == (amount, False)
    for noun in ("notes", "timeline", "consents"):
        text = (await seat.get(f"{CRM}/{noun}", params={"limit": 100})).text
        assert "Erna" not in text, noun
        assert address not in text, noun

    files = Files(seat, platform, "contacts")
    done = await files.bring(f"First Name,Email\nErna,{address.upper()}\n".encode())
    assert counts(done) == (0, 0, 1, 0)
    assert [row["code"] for row in await files.rows(done)] == ["erased"]
    refused = await seat.post(f"{CRM}/subscriptions", json={"list_id": news["id"], "address": address})
    assert (refused.status_code, refused.json()["code"]) == (409, "suppressed")


async def test_a_person_erases_themselves_by_a_fresh_mail_and_a_click(seat: Seat, platform: Platform) -> None:
    news = await make(seat, "lists", name="Own data", opt_in="double", public=True)
    address = f"self-{uuid4().hex[:8]}@example.com"
    contact = await make(seat, "contacts", first_name="Selma", emails=[{"address": address}])
    preferences = await confirmed(seat, platform, news["id"], address)
    await page(platform, "POST", preferences, choice="data")
    link = urlsplit(await platform.link_in_mail(address, "/preferences/data/")).path
    await page(platform, "GET", link)
    data = succeed(await platform.request("POST", link))
    assert [one["contact"]["id"] for one in data["contacts"]] == [contact["id"]]
    await page(platform, "POST", preferences, choice="erase")
    link = urlsplit(await platform.link_in_mail(address, "/preferences/erase/")).path
    await page(platform, "GET", link)
    assert (await seat.get(f"{CRM}/contacts/{contact['id']}")).status_code == 200, "a GET erases nobody"
    for _ in range(2):
        await page(platform, "POST", link)
    assert (await seat.get(f"{CRM}/contacts/{contact['id']}")).status_code == 404
    assert await count(seat, "subscriptions", address=address) == 0
