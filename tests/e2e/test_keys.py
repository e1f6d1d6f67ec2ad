"""Keys: those of programs, and those that sign tokens; and what a restart keeps."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from mewayz_testing.house import House
from mewayz_testing.people import IDENTITY, PASSWORD, PROMPT, WORKSPACE, Person, Platform, Seat, succeed

PUBLIC = f"{IDENTITY}/public"
CONTACTS = "/api/v1/crm/contacts"


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def with_keys(platform: Platform, owner: Person) -> Seat:
    """A workspace whose plan allows keys."""
    seat = await owner.create_workspace("Keys", features=["contacts"])
    admin = await platform.admin()
    about = {"workspace_id": seat.id, "reason": "Keys for a test"}
    for more in ({"kind": "comp", "features": ["api-access"]}, {"kind": "limit", "limits": {"identity.api_keys": 10}}):
        await admin.must("POST", f"{WORKSPACE}/admin/overrides", json=about | more)
    return seat


async def make_key(seat: Seat, **fields: Any) -> tuple[Person, dict[str, Any]]:
    """A key of a member, and what was told of it."""
    platform = seat.person.platform
    expires = (platform.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"name": "Import", "scopes": ["crm.contacts:read", "crm.contacts:write"], "expires_at": expires} | fields

    async def made() -> Any:
        answer = await seat.post(f"{IDENTITY}/api-keys", json=body)
        return answer.json() if answer.status_code == 201 else None

    shown = await platform.until(made, "an API key")
    return Person(platform, "", "Key", access_token=shown["key"]), shown


async def test_a_key_does_what_scopes_and_member_both_may(platform: Platform, ada: Person) -> None:
    seat = await with_keys(platform, ada)
    reader, shown = await make_key(seat, scopes=["crm.contacts:read"])
    assert (await reader.request("GET", CONTACTS)).status_code == 200
    body = {"first_name": "Ada"}
    assert (await reader.request("POST", CONTACTS, json=body)).status_code == 403
    stranger = await (await platform.newcomer("Eve")).create_workspace("Other")
    assert (await reader.request("GET", CONTACTS, workspace=stranger.id)).status_code == 404
    assert (await reader.request("GET", f"{IDENTITY}/me")).status_code == 403
    secret = shown["key"].rpartition("_")[2]
    listed = (await seat.get(f"{IDENTITY}/api-keys")).text + (await seat.get(f"{IDENTITY}/api-keys/{shown['id']}")).text
    assert secret not in listed
    elsewhere, _ = await make_key(seat, allowed_ips=["192.0.2.0/24"])
    refused = await elsewhere.request("GET", CONTACTS)
    assert (refused.status_code, refused.json()["code"]) == (403, "ip_not_allowed")
    succeed(await seat.post(f"{IDENTITY}/api-keys/{shown['id']}/revoke"))

    async def ended() -> bool:
        return (await reader.request("GET", CONTACTS)).status_code == 401

    await asyncio.wait_for(platform.until(ended, "a refusal of the revoked key"), timeout=PROMPT)


async def test_a_personal_key_loses_what_its_member_loses(platform: Platform, ada: Person) -> None:
    seat = await with_keys(platform, ada)
    bob = await platform.newcomer("Bob")
    member = await bob.join(seat, role="admin")
    key, _ = await make_key(member)

    async def works() -> bool:  # as soon as identity has heard that Bob is a member
        return (await key.request("POST", CONTACTS, json={"first_name": "Ada"})).status_code == 201

    await platform.until(works, "a contact made with the key")
    members = succeed(await seat.get(f"{WORKSPACE}/members"))["items"]
    [row] = [one for one in members if one["user_id"] == bob.id]
    succeed(await seat.patch(f"{WORKSPACE}/members/{row['id']}", json={"role": "viewer"}))

    async def narrowed() -> bool:
        return (await key.request("POST", CONTACTS, json={"first_name": "B"})).status_code == 403

    await asyncio.wait_for(platform.until(narrowed, "a refusal of a viewer's write"), timeout=30)
    assert (await key.request("GET", CONTACTS)).status_code == 200


async def test_signing_keys_rotate_under_traffic_without_a_refusal(
    house: House, platform: Platform, ada: Person
) -> None:
    admin = await platform.admin()
    house.move_clock(31)  # so that the authenticator shows another code
    await admin.sign_in()

    async def published() -> set[str]:
        document = succeed(await platform.request("GET", "/.well-known/jwks.json"))
        return {key["kid"] for key in document["keys"]}

    before = await published()
    new = (await admin.must("POST", f"{IDENTITY}/admin/signing-keys/rotate"))["kid"]
    before.discard(new)  # where the clock of an earlier test has made one wait already, that one is answered

    async def announced() -> bool:
        return new in await published()

    await platform.until(announced, "the new key beside the old one")
    seen: list[set[str]] = []
    for _ in range(12):  # an hour, in steps of five minutes
        house.move_clock(300)
        refreshed = {"refresh_token": ada.refresh_token}
        ada.keep(succeed(await platform.request("POST", f"{PUBLIC}/tokens/refresh", json=refreshed)))
        assert (await ada.request("GET", f"{IDENTITY}/me")).status_code == 200
        seen.append(await published())
        await platform.settle()
    assert any({*before, new} <= keys for keys in seen), "for a while old and new are published"

    async def only_new() -> bool:
        house.move_clock(60)
        return new in (keys := await published()) and not before & keys

    await platform.until(only_new, "a key set without the old key")


async def test_sessions_lockouts_and_pending_questions_survive_a_restart(
    house: House, platform: Platform, ada: Person
) -> None:
    bob = await platform.newcomer("Bob")
    await ada.enrol_totp()
    house.move_clock(60)
    body = {"email": ada.email, "password": ada.password, "client": "native"}
    question = succeed(await platform.request("POST", f"{PUBLIC}/logins", json=body))
    wrong = {"email": bob.email, "password": "not the password", "client": "native"}
    for _ in range(10):
        await platform.request("POST", f"{PUBLIC}/logins", json=wrong)
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    locked = await platform.request("POST", f"{PUBLIC}/logins", json=wrong | {"password": PASSWORD})
    assert locked.status_code == 429
    assert (await bob.request("GET", f"{IDENTITY}/me")).status_code == 200
    assert ada.totp is not None
    code = {"code": ada.totp.at(platform.now())}
    done = await platform.request("POST", f"{PUBLIC}/logins/{question['challenge']}/verify", json=code)
    assert succeed(done)["user"]["id"] == ada.id


async def test_an_address_that_is_not_listed_does_not_exist(platform: Platform, ada: Person) -> None:
    for path in ("/internal/v1/revocations", "/api/v1/identity/internal", "/api/v1/nothing"):
        answer: httpx2.Response = await ada.request("GET", path)
        assert answer.status_code == 404, path
    assert (await ada.request("GET", f"{IDENTITY}/admin/users")).status_code == 403
