"""Data export and erasure through the gateway, over every service that runs."""

import hashlib
import io
import zipfile
from typing import Any

import orjson
import pytest

from mewayz_testing.house import House
from mewayz_testing.people import Person, Platform, Seat, succeed

IDENTITY, WORKSPACE, CRM = "/api/v1/identity", "/api/v1/workspace", "/api/v1/crm"
EXPORTS, ERASURES = f"{IDENTITY}/exports", f"{IDENTITY}/erasures"
DAY = 86_400


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def reached(platform: Platform, person: Person, url: str, state: str) -> Any:
    """The record at `url` once it is in that state."""

    async def look() -> Any:
        found = await person.must("GET", url)
        return found if found["state"] == state else None

    return await platform.until(look, f"{url} that is {state}")


async def leave(person: Person) -> str:
    """Schedule the end of the account, and sign in again."""
    await person.sign_in()
    made = await person.must("POST", ERASURES, json={"confirm": person.email})

    async def refused() -> bool:
        return (await person.request("GET", f"{IDENTITY}/me")).status_code == 401

    await person.platform.until(refused, "a refusal after the session's end")
    await person.sign_in()
    return f"{ERASURES}/{made['id']}"


async def pass_days(house: House, platform: Platform, days: int) -> None:
    """Time passes for everybody; whoever acts next signs in again."""
    house.move_clock(days * DAY)
    await platform.admin()


async def test_the_archive_holds_a_part_of_every_service_and_is_for_its_owner_alone(
    house: House, platform: Platform, ada: Person
) -> None:
    seat = await ada.create_workspace("Mine", features=["contacts"])
    made = await ada.must("POST", EXPORTS)
    second = await ada.request("POST", EXPORTS)
    assert second.status_code in {201, 409}, "one at a time, unless the first is done"
    url = f"{EXPORTS}/{made['id']}"
    ready = await reached(platform, ada, url, "ready")
    answer = await ada.request("GET", f"{url}/download")
    assert answer.status_code == 200, answer.text
    assert hashlib.sha256(answer.content).hexdigest() == ready["sha256"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    manifest = orjson.loads(archive.read("manifest.json"))
    openapi = succeed(await platform.request("GET", "/api/v1/openapi.json"))
    running = {path.split("/")[3] for path in openapi["paths"] if path.startswith("/api/v1/")}
    assert set(manifest["services"]) >= running
    for file in [file for part in manifest["services"].values() for file in part["files"]]:
        assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
    [account] = orjson.loads(archive.read("identity/account.json"))
    assert account["email"] == ada.email
    sessions = await ada.must("GET", f"{IDENTITY}/sessions", params={"count": "true"})
    assert manifest["services"]["identity"]["counts"]["sessions"] >= sessions["total"]
    [membership] = orjson.loads(archive.read("workspace/memberships.json"))
    assert membership["workspace"] == "Mine"
    await platform.found_in_mail(ada.email, "(export)")
    eve = await platform.newcomer("Eve")
    assert (await eve.request("GET", f"{url}/download")).status_code == 404
    assert seat.id not in str(await eve.must("GET", EXPORTS))
    house.move_clock(660)
    stale = await ada.request("GET", f"{url}/download")
    assert (stale.status_code, stale.json()["code"]) == (403, "step_up_required")
    house.move_clock(7 * DAY)
    await ada.sign_in()
    assert (await ada.request("GET", f"{url}/download")).status_code == 410


async def test_an_export_survives_kill_in_the_middle(house: House, platform: Platform, ada: Person) -> None:
    made = await ada.must("POST", EXPORTS)
    house.kill()
    house.start()
    house.move_clock(61)  # messages that a killed worker had leased are free again
    await ada.sign_in()
    ready = await reached(platform, ada, f"{EXPORTS}/{made['id']}", "ready")
    assert ready["missing"] == []


async def test_a_sole_owner_hands_over_first_and_then_nothing_of_the_person_is_left(
    house: House, platform: Platform, ada: Person
) -> None:
    seat = await ada.create_workspace("Shared", features=["contacts"])
    contact = succeed(await seat.post(f"{CRM}/contacts", json={"first_name": "Customer"}))
    bob = await platform.newcomer("Bob")
    other = await bob.join(seat, role="admin")
    url = await leave(ada)
    refused = await Seat(ada, seat.id).get(f"{CRM}/contacts")
    assert (refused.status_code, refused.json()["code"]) == (403, "deletion_scheduled")
    await pass_days(house, platform, 14)
    await ada.sign_in()
    blocked = await reached(platform, ada, url, "blocked")
    assert [(b["code"], b["title"]) for b in blocked["blockers"]] == [("sole_owner", "Shared")]
    succeed(await ada.request("POST", f"{url}/cancel"))
    await ada.sign_in()
    workspace = f"{WORKSPACE}/workspaces/{seat.id}"
    slug = succeed(await ada.request("GET", workspace))["slug"]
    await ada.must("POST", f"{workspace}/transfer", json={"user_id": bob.id, "slug": slug})
    await bob.sign_in()
    await bob.must("POST", f"{workspace}/accept-transfer")

    url = await leave(ada)
    await pass_days(house, platform, 14)
    await bob.sign_in()
    admin = await platform.admin()
    staff_url = url.replace("/erasures/", "/admin/erasures/")
    done = await reached(platform, admin, staff_url, "completed")
    assert done["missing"] == []
    assert (await ada.request("GET", f"{IDENTITY}/me")).status_code == 401
    body = {"email": ada.email, "password": ada.password, "client": "native"}
    assert (await platform.request("POST", f"{IDENTITY}/public/logins", json=body)).status_code == 401
    members = succeed(await other.get(f"{WORKSPACE}/members"))
    assert ada.email not in str(members)
    entries = succeed(await other.get(f"{WORKSPACE}/audit-entries", params={"limit": 100}))
    assert ada.email not in str(entries)
    assert succeed(await other.get(f"{CRM}/contacts/{contact['id']}"))["first_name"] == "Customer"
    again = await admin.must("GET", f"{IDENTITY}/admin/users/{ada.id}")
    assert (again["status"], again["name"]) == ("deleted", done["pseudonym"])
    new = {"email": ada.email, "password": ada.password, "name": "Ada", "locale": "en", "client": "native"}
    fresh = await platform.request("POST", f"{IDENTITY}/public/registrations", json=new)
    assert fresh.status_code == 201
    assert fresh.json()["user"]["id"] != ada.id


async def test_a_change_of_mind_on_day_13_restores_everything(house: House, platform: Platform, ada: Person) -> None:
    seat = await ada.create_workspace("Kept", features=["contacts"])
    company = succeed(await seat.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))
    url = await leave(ada)
    await pass_days(house, platform, 13)
    await ada.sign_in()
    assert (await ada.must("POST", f"{url}/cancel"))["state"] == "cancelled"
    await pass_days(house, platform, 2)
    await ada.sign_in()
    assert (await ada.must("GET", url))["state"] == "cancelled"
    assert (await ada.must("GET", f"{IDENTITY}/me"))["status"] == "active"
    assert succeed(await seat.get(f"{CRM}/companies/{company['id']}")) == company


async def test_an_erasure_survives_kill_in_the_middle(house: House, platform: Platform, ada: Person) -> None:
    await ada.create_workspace("Alone", features=["contacts"])
    url = await leave(ada)
    admin = await platform.admin()
    house.move_clock(14 * DAY)
    house.kill()
    house.start()
    house.move_clock(61)
    await platform.admin()
    done = await reached(platform, admin, url.replace("/erasures/", "/admin/erasures/"), "completed")
    assert done["receipts"]["workspace"]["counts"]["workspaces_closed"] == 1
