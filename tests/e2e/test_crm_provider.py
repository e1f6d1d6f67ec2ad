"""A mail provider that fails for everybody: scenario 16 of crm.md, in a house that sends by Elastic Email."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e.crm import CRM, make
from tests.e2e.crm_mail import FEATURES, WORDS, items, post, sender_of

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.mail_providers import KEY, MailProviders, mail_providers
from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import CODE, WORKSPACE, Platform, succeed

MINUTE = 60


@pytest.fixture(scope="module")
def providers() -> Iterator[MailProviders]:
    with mail_providers() as running:
        yield running


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    names: NameServer,
    providers: MailProviders,
) -> Iterator[House]:
    """A house of this module alone, whose workspaces send by a provider."""
    url = f"elastic-email://{KEY}@?base_url={providers.url}"
    environment = {"MEWAYZ_DNS_SERVERS": names.address, "MEWAYZ_CRM_MAIL_URL": url}
    folder = tmp_path_factory.mktemp("house")
    with standing(request.config.getoption("--house"), folder, environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def platform(house: House) -> Platform:
    return seen_from_outside(house)


async def test_a_campaign_pauses_itself_when_the_provider_fails_and_its_owner_hears_of_it_once(
    house: House, platform: Platform, names: NameServer, providers: MailProviders
) -> None:
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Provider", features=FEATURES)
    succeed(await seat.patch(f"{CRM}/settings", json={"postal_address": "Acme, 1 Main Street"}))

    async def code_of(address: str) -> str:
        async def look() -> Any:
            mine = [str(mail["whole"]) for mail in providers.taken if mail["to"] == address]
            return re.search(CODE, mine[-1]) if mine else None

        return str((await platform.until(look, "a code"))[1])

    sender = await sender_of(seat, platform, names, code_of=code_of)
    news = await make(seat, "lists", name="News", opt_in="single")
    people = [f"p{number}@example.com" for number in range(20)]
    for address in people:
        await make(seat, "subscriptions", list_id=news["id"], address=address)
    template = await make(seat, "mail-templates", key="sale", subject="Sale", body=WORDS)
    audience, variants = {"include": {"lists": [news["id"]]}}, [{"template_id": template["id"]}]
    made = await make(seat, "campaigns", name="Sale", audience=audience, variants=variants, sender_id=sender)
    one = f"campaigns/{made['id']}"

    async def reached(state: str) -> Any:
        async def look() -> Any:
            found = succeed(await seat.get(f"{CRM}/{one}"))
            return found if found["state"] == state else None

        return await platform.until(look, f"a campaign that is {state}")

    async def told() -> list[str]:
        page = await ada.must("GET", f"{WORKSPACE}/notifications", params={"category": "work"})
        return [item["title"] for item in page["items"] if "has stopped" in item["title"]]

    providers.taken.clear()
    providers.answers = [500] * 1_000
    await post(seat, f"{one}/start")
    assert (await reached("paused"))["reason"] == "provider_failing"
    await platform.until(told, "a notification of the owner")
    for _ in range(3):
        house.move_clock(4 * MINUTE)
        await platform.settle()
    states = Counter(row["state"] for row in await items(seat, "campaign-recipients", campaign_id=made["id"]))
    assert states == {"queued": 20}, "what was certainly not taken waits for another try"
    figures = succeed(await seat.get(f"{CRM}/{one}/stats"))
    assert (figures["sent"], figures["failed"], figures["unconfirmed"]) == (0, 0, 0)
    assert (providers.taken, await told()) == ([], ["The campaign “Sale” has stopped"])

    providers.answers = []
    await post(seat, f"{one}/resume")
    await reached("finished")
    assert Counter(mail["to"] for mail in providers.taken) == dict.fromkeys(people, 1)
    assert (succeed(await seat.get(f"{CRM}/{one}/stats"))["sent"], len(await told())) == (20, 1)
