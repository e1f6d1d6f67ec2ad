"""The tour of a newcomer, from registration to a restart after kill -9: what the README shows, and more of it."""

import asyncio
from typing import Any

import pytest
from tests.e2e.crm import CRM, FEATURES, Files, count, default_pipeline

from mewayz_testing.house import House
from mewayz_testing.people import PROMPT, Person, Platform, Seat, succeed

WORKSPACE, ANALYTICS = "/api/v1/workspace", "/api/v1/analytics"


async def metric(seat: Seat, key: str) -> int:
    """One number of the dashboard."""
    overview = succeed(await seat.get(f"{ANALYTICS}/overview"))
    [found] = [item for item in overview["metrics"] if item["key"] == key]
    return int(found["value"])


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def test_a_newcomer_protects_the_account_and_signs_in_with_a_second_factor(
    platform: Platform, ada: Person
) -> None:
    me = await ada.must("GET", "/api/v1/identity/me")
    assert me["email_verified_at"] is not None
    assert me["mfa"]["enrolled"] is False
    await ada.enrol_totp()
    assert (await ada.must("GET", "/api/v1/identity/me"))["mfa"]["enrolled"] is True
    body = {"email": ada.email, "password": ada.password, "client": "native"}
    challenge = await ada.must("POST", "/api/v1/identity/public/logins", json=body)
    assert challenge["status"] == "mfa_required"
    assert "access_token" not in challenge


async def test_a_fresh_workspace_is_empty_everywhere(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Fresh", features=FEATURES)
    for resource in ("contacts", "companies", "leads", "deals", "activities", "notes", "tags", "custom-fields"):
        page = succeed(await seat.get(f"{CRM}/{resource}", params={"count": "true"}))
        assert (page["items"], page["total"]) == ([], 0), resource
    assert await metric(seat, "contacts_created") == 0


async def test_leads_and_customers_are_imported_found_edited_and_exported(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Acme", features=FEATURES)
    leads = await Files(seat, platform, "leads").bring("leads-100.csv")
    customers = await Files(seat, platform, "contacts").bring("customers-100.csv")
    assert (leads["created"], leads["failed"]) == (100, 0)
    assert (customers["created"], customers["failed"]) == (100, 0)
    assert await count(seat, "contacts") == 100
    assert await count(seat, "leads") == 100

    found = succeed(await seat.get(f"{CRM}/contacts", params={"q": "zunigavanessa@smith.info"}))["items"]
    assert [(c["first_name"], c["last_name"]) for c in found] == [("Sheryl", "Baxter")]
    one = f"{CRM}/contacts/{found[0]['id']}"
    tag = (await seat.get(one)).headers["etag"]
    edited = succeed(await seat.patch(one, json={"title": "Director"}, headers={"If-Match": tag}))
    assert edited["title"] == "Director"
    assert (await seat.patch(one, json={"title": "X"}, headers={"If-Match": tag})).status_code == 412

    again = await Files(seat, platform, "contacts").bring(
        "customers-100.csv", mode="upsert", upsert_key=upsert_key(customers)
    )
    assert again["created"] == 0, "the second import must find everybody again"
    export = (await seat.get(f"{CRM}/contacts/export", params={"format": "csv"})).text
    assert len(export.strip().splitlines()) == 101
    assert "zunigavanessa@smith.info" in export

    async def agrees() -> bool:
        return await metric(seat, "contacts_created") == 100 and await metric(seat, "leads_created") == 100

    await platform.until(agrees, "analytics that counts 100 contacts and 100 leads")


def upsert_key(finished: Any) -> str:
    """The field by which a contact is found again: its address."""
    keys = [field["name"] for field in finished["fields"] if field["is_key"]]
    return next(key for key in keys if "email" in key)


async def test_a_deal_moves_over_the_board_to_won(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Board", features=FEATURES)

    pipeline, stages = await default_pipeline(seat, platform)
    won = next(stage for stage in stages if stage["kind"] == "won")
    body = {
        "name": "First",
        "pipeline_id": pipeline["id"],
        "stage_id": stages[0]["id"],
        "amount": {"amount": 125_000, "currency": "EUR"},
    }
    deal = succeed(await seat.post(f"{CRM}/deals", json=body))
    moved = succeed(await seat.post(f"{CRM}/deals/{deal['id']}/move", json={"stage_id": stages[1]["id"]}))
    assert moved["stage_id"] == stages[1]["id"]
    done = succeed(await seat.post(f"{CRM}/deals/{deal['id']}/move", json={"stage_id": won["id"]}))
    assert done["status"] == "won"

    async def counted() -> bool:
        return await metric(seat, "deals_won") == 1

    await platform.until(counted, "analytics that counts the won deal")


async def test_a_viewer_reads_and_is_refused_a_write_and_a_stranger_sees_nothing(
    ada: Person, platform: Platform
) -> None:
    seat = await ada.create_workspace("Team", features=FEATURES)
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))
    bob = await platform.newcomer("Bob")
    viewer = await bob.join(seat, role="viewer")
    assert succeed(await viewer.get(f"{CRM}/companies/{company['id']}"))["name"] == "Ferrell LLC"
    refused = await viewer.patch(f"{CRM}/companies/{company['id']}", json={"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    stranger = Seat(await platform.newcomer("Eve"), seat.id)
    assert (await stranger.get(f"{CRM}/companies/{company['id']}")).status_code == 404
    assert succeed(await seat.get(f"{CRM}/companies/{company['id']}")) == company


async def test_the_audit_feed_tells_who_did_what(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Audit", features=FEATURES)
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Before"}))
    succeed(await seat.patch(f"{CRM}/companies/{company['id']}", json={"name": "After"}))

    async def entries() -> Any:
        found = succeed(await seat.get(f"{WORKSPACE}/audit-entries", params={"action": "crm.company.updated"}))
        return found["items"]

    [entry] = await platform.until(entries, "the change in the audit feed")
    assert entry["actor_id"] == ada.id
    assert entry["changes"]["name"] == {"before": "Before", "after": "After"}


async def test_a_revoked_session_is_refused_within_two_seconds(ada: Person, platform: Platform) -> None:
    other = Person(platform, ada.email, ada.name)
    await other.sign_in()
    sessions = (await ada.must("GET", "/api/v1/identity/sessions"))["items"]
    [theirs] = [session for session in sessions if not session["current"]][:1]
    assert theirs
    await ada.must("POST", "/api/v1/identity/sessions/revoke-others")

    async def refused() -> bool:
        return (await other.request("GET", "/api/v1/identity/me")).status_code == 401

    await asyncio.wait_for(platform.until(refused, "a refusal"), timeout=PROMPT)
    assert (await ada.request("GET", "/api/v1/identity/me")).status_code == 200


async def test_everything_is_still_there_after_kill_and_restart(house: House, ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Durable", features=FEATURES)
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    house.move_clock(61)  # messages that a killed worker had leased are free again
    assert succeed(await seat.get(f"{CRM}/companies/{company['id']}")) == company
    tokens = {"refresh_token": ada.refresh_token}
    ada.keep(await ada.must("POST", "/api/v1/identity/public/tokens/refresh", json=tokens))

    async def counted() -> bool:
        return await metric(seat, "companies_created") == 1

    await platform.until(counted, "the company in analytics")
