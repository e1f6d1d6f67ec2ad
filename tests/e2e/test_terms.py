"""New terms that everybody must accept anew (identity.md §11, scenario 18)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.people import IDENTITY, WORKSPACE, Person, Platform, succeed

CONTACTS = "/api/v1/crm/contacts"
VERSION = "2027-01"


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of this test alone, since new terms keep out everybody who lives in it."""
    with standing(request.config.getoption("--house"), tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def platform(house: House) -> Platform:
    """That house seen from outside."""
    return seen_from_outside(house)


async def publish(platform: Platform, **more: Any) -> None:
    """Staff publishes a version that holds from now on."""
    admin = await platform.admin()
    url = f"{WORKSPACE}/admin/legal-documents"
    body = {"kind": "terms", "title": "Terms", "body": "Be kind.", "effective_at": platform.now().isoformat()}
    made = await admin.must("POST", url, json=body | more)
    await admin.must("POST", f"{url}/{made['id']}/publish")


async def renew(person: Person) -> None:
    """The next access token."""
    body = {"refresh_token": person.refresh_token}
    person.keep(await person.must("POST", f"{IDENTITY}/public/tokens/refresh", json=body))


async def test_new_terms_keep_everybody_out_until_they_are_accepted(house: House, platform: Platform) -> None:
    ada = await platform.newcomer("Ada", terms_version="2026-01")
    seat = await ada.create_workspace("Acme", features=["contacts"])
    await publish(platform, document_version=VERSION, requires_reaccept=True)

    async def waiting() -> Any:
        return (await ada.must("GET", f"{IDENTITY}/me"))["pending_terms"]

    [pending] = await platform.until(waiting, "terms that wait")
    assert (pending["kind"], pending["document_version"]) == ("terms", VERSION)
    assert (await seat.get(CONTACTS)).status_code == 200, "a token of before is good for its quarter of an hour"
    await renew(ada)
    for refused in (await seat.get(CONTACTS), await seat.post(CONTACTS, json={"first_name": "Bob"})):
        assert (refused.status_code, refused.json()["code"]) == (403, "terms_acceptance_required")
    accept = f"{IDENTITY}/me/accept-terms"
    old = await ada.request("POST", accept, json={"kind": "terms", "document_version": "2026-01"})
    assert (old.status_code, old.json()["code"]) == (409, "not_pending")

    before = platform.now()
    accepted = await ada.must("POST", accept, json={"kind": "terms", "document_version": VERSION})
    assert accepted["pending_terms"] == []
    [consent, first] = (await ada.must("GET", f"{IDENTITY}/consents", params={"kind": "terms"}))["items"]
    assert (first["document_version"], consent["document_version"]) == ("2026-01", VERSION)
    assert before <= datetime.fromisoformat(consent["given_at"]) <= platform.now()
    await renew(ada)
    assert succeed(await seat.get(CONTACTS))["items"] == [], "what was refused has changed nothing"
    eve = await platform.newcomer("Eve", terms_version=VERSION)
    assert (await eve.must("GET", f"{IDENTITY}/me"))["pending_terms"] == []
