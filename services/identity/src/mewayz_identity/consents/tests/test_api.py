"""Consents and new terms."""

from datetime import timedelta
from typing import Any

URL = "/api/v1/identity"
PUBLISHED = "workspace.legal_document.published.v1"


async def test_the_consent_of_the_registration_is_kept(house: Any) -> None:
    person = await house.register(terms_version="2026-01")
    [consent] = (await (await person.client()).get(f"{URL}/consents")).json()["items"]
    assert (consent["kind"], consent["document_version"]) == ("terms", "2026-01")
    assert consent["given_at"] is not None


async def test_new_terms_wait_until_they_are_accepted(house: Any) -> None:
    person = await house.register(terms_version="2026-01")
    document = {"kind": "terms", "version": "2026-12", "requires_reaccept": True}
    await house.bench.deliver(PUBLISHED, document, public=False)
    await house.bench.deliver(PUBLISHED, document | {"version": "2027-01", "requires_reaccept": False}, public=False)
    client = await person.client()
    [waiting] = (await client.get(f"{URL}/me")).json()["pending_terms"]
    assert (waiting["kind"], waiting["document_version"]) == ("terms", "2026-12")
    await person.refresh()
    assert (await person.claims())["terms_pending"] is True
    old = await client.post(f"{URL}/me/accept-terms", json={"kind": "terms", "document_version": "2026-01"})
    assert (old.status_code, old.json()["code"]) == (409, "not_pending")
    done = await client.post(f"{URL}/me/accept-terms", json={"kind": "terms", "document_version": "2026-12"})
    assert done.json()["pending_terms"] == []
    await person.refresh()
    assert (await person.claims())["terms_pending"] is False
    newest = (await client.get(f"{URL}/consents")).json()["items"][0]
    assert newest["document_version"] == "2026-12"


async def test_an_older_event_does_not_bring_old_terms_back(house: Any) -> None:
    person = await house.register()
    document = {"kind": "terms", "version": "2", "requires_reaccept": True}
    await house.bench.deliver(PUBLISHED, document, public=False)
    now = house.bench.clock.now()
    house.bench.clock.set(now - timedelta(minutes=1))
    await house.bench.deliver(PUBLISHED, document | {"version": "1"}, public=False, run=False)
    house.bench.clock.set(now)
    await house.bench.run_until_idle()
    [waiting] = (await (await person.client()).get(f"{URL}/me")).json()["pending_terms"]
    assert waiting["document_version"] == "2"


async def test_marketing_is_given_and_taken_back(house: Any) -> None:
    person = await house.register()
    client = await person.client()
    body = {"kind": "marketing", "document_version": "1"}
    assert (await client.post(f"{URL}/consents", json=body)).json()["given_at"] is not None
    back = await client.post(f"{URL}/consents", json=body | {"granted": False})
    assert (back.json()["given_at"], back.json()["withdrawn_at"] is not None) == (None, True)
    listed = (await client.get(f"{URL}/consents", params={"kind": "marketing", "count": "true"})).json()
    assert listed["total"] == 2
