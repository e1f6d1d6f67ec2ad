"""kill -9 in the middle of a campaign and of an import: nobody gets two mails, nobody is lost, every sum holds."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.chaos.test_kill import all_of
from tests.e2e.crm import CRM, Files, at_once, count, counts, make
from tests.e2e.crm_mail import FEATURES, WORDS, post, sender_of, way_out

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.nameserver import NameServer, name_server
from mewayz_testing.people import CODE, Platform, Seat, succeed
from mewayz_testing.postmaster import Postmaster, postmaster_beside

pytestmark = pytest.mark.slow
PEOPLE, LEAVING = 200, 10
KILLED_AFTER = (40, 90, 140)
"""How many mails of the campaign have arrived when everything is killed."""
ROWS = 900
MINUTE = 60
STILL = 30
"""How often one looks and sees the same until it is clear that everybody waits."""


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with name_server() as server:
        yield server


@pytest.fixture(scope="module")
def post_office() -> Iterator[Postmaster]:
    """Where mails of workspaces arrive; each takes so long that something can happen in between."""
    with postmaster_beside() as running:
        running.seconds = 0.02
        yield running


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, names: NameServer, post_office: Postmaster
) -> Iterator[House]:
    """A house of this module alone, whose workspaces send by SMTP."""
    environment = {"MEWAYZ_DNS_SERVERS": names.address, "MEWAYZ_CRM_MAIL_URL": post_office.url}
    folder = tmp_path_factory.mktemp("house")
    with standing(request.config.getoption("--house"), folder, environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def platform(house: House) -> Platform:
    return seen_from_outside(house)


async def office(platform: Platform, name: str) -> Seat:
    """A workspace with room for everybody."""
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace(name, features=FEATURES)
    await platform.give(seat, crm__contacts=10_000, crm__mails_month=10_000)
    return seat


def people(number: int) -> bytes:
    """A file of so many people."""
    rows = "".join(f"P{n},p{n}@example.com\n" for n in range(number))
    return b"First Name,Email\n" + rows.encode()


async def again(house: House, seat: Seat) -> None:
    """kill -9 of everything, and a new start when the jobs of lost workers are to be done again."""
    await asyncio.to_thread(house.kill)
    house.move_clock(2 * MINUTE)
    await asyncio.to_thread(house.start)
    await seat.person.sign_in()


async def finished(platform: Platform, house: House, seat: Seat, one: str) -> None:
    """Wait until a campaign is finished. Of whom a lost worker held, that is only known after a while."""
    seen: list[Any] = []

    async def nobody_waits() -> bool:
        told = succeed(await seat.get(f"{CRM}/{one}/stats"))
        if seen.count(told) == STILL:  # nothing moves but the time until the next try
            house.move_clock(MINUTE)
            seen.clear()
        seen.append(told)
        return bool(told["queued"] == 0)

    async def is_over() -> bool:
        house.move_clock(10)
        return bool(succeed(await seat.get(f"{CRM}/{one}"))["state"] == "finished")

    await platform.until(nobody_waits, "a campaign of which everybody was taken")
    await asyncio.sleep(1)  # who is just being sent to has it by then
    house.move_clock(6 * MINUTE)
    await platform.until(is_over, "a campaign that is finished")
    await seat.person.sign_in()


async def test_a_campaign_that_is_killed_again_and_again_reaches_nobody_twice_and_loses_nobody(
    house: House, platform: Platform, names: NameServer, post_office: Postmaster
) -> None:
    seat = await office(platform, "Campaign")
    succeed(await seat.patch(f"{CRM}/settings", json={"postal_address": "Acme, 1 Main Street"}))

    async def code_of(address: str) -> str:
        async def look() -> Any:
            texts = [mail.as_string() for mail in post_office.mails if str(mail["To"]) == address]
            return re.search(CODE, texts[-1].partition("\n\n")[2]) if texts else None

        return str((await platform.until(look, "a code"))[1])

    sender = await sender_of(seat, platform, names, code_of=code_of)
    news = await make(seat, "lists", name="News", opt_in="single")
    leaving = [f"leaving{number}@example.com" for number in range(LEAVING)]
    for address in leaving:
        await make(seat, "subscriptions", list_id=news["id"], address=address)
    template = await make(seat, "mail-templates", key="sale", subject="Sale", body=WORDS)

    async def campaign(subject: str) -> str:
        audience = {"include": {"lists": [news["id"]]}}
        variants = [{"template_id": template["id"], "subject": subject}]
        made = await make(seat, "campaigns", name=subject, audience=audience, variants=variants, sender_id=sender)
        await post(seat, f"campaigns/{made['id']}/start")
        return f"campaigns/{made['id']}"

    await finished(platform, house, seat, await campaign("First"))
    links = {str(mail["To"]): way_out(mail) for mail in post_office.mails if mail["Subject"] == "First"}
    assert sorted(links) == sorted(leaving)
    consent = {"list_id": news["id"], "consent": "On paper"}
    brought = await Files(seat, platform, "contacts").bring(people(PEOPLE - LEAVING), options=consent)
    assert counts(brought) == (PEOPLE - LEAVING, 0, 0, 0)

    def arrived() -> Counter[str]:
        found = zip(post_office.recipients, post_office.raw, strict=False)  # one more may just be coming in
        return Counter(address for address, raw in found if b"\r\nSubject: Second\r\n" in raw)

    one, left = await campaign("Second"), set[str]()
    for number in KILLED_AFTER:

        async def on_its_way(number: int = number) -> bool:
            return arrived().total() >= number

        await platform.until(on_its_way, f"{number} mails")
        still = [address for address in leaving if address not in left | arrived().keys()][:3]
        clicks = [platform.request("POST", links[a], data={"List-Unsubscribe": "One-Click"}) for a in still * 4]
        assert {answer.status_code for answer in await at_once(*clicks)} <= {200}
        left |= set(still)
        await again(house, seat)
    await finished(platform, house, seat, one)
    assert left, "nobody was left to leave"
    await add_up(seat, one, arrived(), left)


async def add_up(seat: Seat, one: str, got: Counter[str], left: set[str]) -> None:
    """Nobody has two mails, nobody is lost, who left in time has none, and the figures say so."""
    assert [address for address, number in got.items() if number > 1] == []
    rows = await all_of(seat, f"{CRM}/campaign-recipients", campaign_id=one.rpartition("/")[2])
    states = {str(row["address"]): str(row["state"]) for row in rows}
    assert len(rows) == len(states) == PEOPLE
    assert set(states.values()) <= {"sent", "unconfirmed", "skipped"}
    by_state = {name: {address for address, state in states.items() if state == name} for name in states.values()}
    skipped, unconfirmed = by_state.get("skipped", set()), by_state.get("unconfirmed", set())
    assert by_state["sent"] <= got.keys() <= by_state["sent"] | unconfirmed
    assert skipped <= left
    assert {row["skip_reason"] for row in rows if row["state"] == "skipped"} <= {"unsubscribed"}
    told = succeed(await seat.get(f"{CRM}/{one}/stats"))
    counted = Counter(states.values())
    assert told["recipients"] == PEOPLE
    assert {name: told[name] for name in counted} == counted
    assert (told["queued"], told["sending"], told["failed"]) == (0, 0, 0)
    said = [consent["address"] for consent in await all_of(seat, f"{CRM}/consents", action="withdrawn")]
    assert Counter(said) == dict.fromkeys(left, 1), "of four clicks at once one counts"


async def test_an_import_that_is_killed_makes_every_row_once(house: House, platform: Platform) -> None:
    seat = await office(platform, "Import")
    files = Files(seat, platform, "contacts")
    known = await make(seat, "contacts", first_name="Known", emails=[{"address": "p7@example.com"}])
    checked = await files.begin(
        people(ROWS) + b"Bad,no address\n,\nTwin,P9@example.com\n", mode="upsert", upsert_key="email"
    )
    for part in (1, 2):

        async def under_way(part: int = part) -> bool:
            return int((await files.look(checked))["done"]) >= part * ROWS // 4

        await platform.until(under_way, "rows that are done")
        await again(house, seat)
    done = await files.reached(checked, "completed")
    assert counts(done) == counts(checked) == (ROWS - 1, 2, 1, 1)
    assert sum(counts(done)) == done["rows"] == ROWS + 3
    assert await count(seat, "contacts") == ROWS
    everybody = await all_of(seat, f"{CRM}/contacts")
    addresses = Counter(one["emails"][0]["address"] for one in everybody)  # type: ignore[index]
    assert len(addresses) == ROWS
    assert known["id"] in {one["id"] for one in everybody}
    rows = await all_of(seat, f"{CRM}/contacts/imports/{done['id']}/rows")
    assert Counter(row["outcome"] for row in rows) == {"created": ROWS - 1, "updated": 2, "skipped": 1, "failed": 1}
    audit = await all_of(seat, "/api/v1/workspace/audit-entries", action="crm.contact.created")
    assert len(audit) <= ROWS + 1
