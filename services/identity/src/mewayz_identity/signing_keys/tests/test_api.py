"""Keys rotate without a gap, and go at once in an emergency."""

from typing import Any

from joserfc import jwt

from mewayz_identity.signing_keys.service import KeyRing, ensure_active_key
from mewayz_testing.race import race

URL = "/api/v1/identity/admin/signing-keys"


async def kids(house: Any) -> set[str]:
    return {key["kid"] for key in (await house.visitor.get("/internal/v1/jwks")).json()["keys"]}


async def tick(house: Any, **delta: float) -> None:
    house.bench.clock.advance(**delta)
    await house.bench.run_until_idle()


async def test_rotation_publishes_first_signs_later_and_removes_last(house: Any) -> None:
    founder = await house.founder()
    staff = await house.staff(founder.tokens["access_token"])
    before = await kids(house)
    next_one = (await staff.post(f"{URL}/rotate")).json()
    assert next_one["state"] == "pending"
    assert await kids(house) == before | {next_one["kid"]}
    assert (await staff.post(f"{URL}/rotate")).json()["kid"] == next_one["kid"]
    await tick(house, minutes=5)
    old = (await founder.refresh()).json()["access_token"]
    assert jwt.decode(old, await house.keys(), algorithms=["Ed25519"]).header["kid"] in before
    await tick(house, minutes=5)
    new = (await founder.refresh()).json()["access_token"]
    assert jwt.decode(new, await house.keys(), algorithms=["Ed25519"]).header["kid"] == next_one["kid"]
    assert (await house.claims(old))["sub"] == founder.id, "the old key is still published"
    await tick(house, minutes=30)
    assert await kids(house) == {next_one["kid"]}
    events = await house.bench.published("identity.signing_key.rotated.v1")
    told = [event.data["kid"] for event in events]
    assert told == [*before, next_one["kid"], next_one["kid"]], (
        "when the set grows, when another key signs, and at last"
    )
    assert all(event.data["removed"] == [] for event in events)


async def test_a_key_of_thirty_days_is_replaced_by_itself(house: Any) -> None:
    before = await kids(house)
    await tick(house, days=30)
    assert len(await kids(house)) == 2
    await tick(house, minutes=10)
    await tick(house, minutes=35)
    assert len(await kids(house)) == 1
    assert await kids(house) != before


async def test_an_emergency_replaces_the_active_key_at_once(house: Any) -> None:
    founder = await house.founder()
    staff = await house.staff(founder.tokens["access_token"])
    [key] = (await staff.get(URL)).json()["items"]
    answer = await staff.post(f"{URL}/{key['id']}/revoke-emergency", json={"reason": "exposed in a backup"})
    assert answer.json()["state"] == "removed"
    assert key["kid"] not in await kids(house)
    assert len(await kids(house)) == 1
    assert (await founder.refresh()).status_code == 200, "refresh tokens do not hang on the key"
    [event] = await house.bench.published("identity.signing_key.rotated.v1")
    assert event.data["removed"] == [key["kid"]]
    told = await house.bench.service("gateway").get("/internal/v1/revocations")
    assert told.json()["kids"] == [key["kid"]]
    again = await staff.post(f"{URL}/{key['id']}/revoke-emergency", json={"reason": "once more"})
    assert again.status_code == 409


async def test_the_private_part_never_leaves(house: Any) -> None:
    founder = await house.founder()
    staff = await house.staff(founder.tokens["access_token"])
    listed = await staff.get(URL)
    published = (await house.visitor.get("/internal/v1/jwks")).json()["keys"]
    assert all("d" not in key for key in published)
    assert "private" not in listed.text
    admin = house.bench.staff(permissions=["platform.*:*", "!platform.signing_keys:emergency"])
    key = listed.json()["items"][0]["id"]
    assert (await admin.post(f"{URL}/{key}/revoke-emergency", json={"reason": "no"})).status_code == 403


async def test_replicas_that_start_together_make_one_key(house: Any) -> None:
    runtime = house.bench.runtime
    await race(lambda _number: ensure_active_key(runtime), callers=4)
    runtime.part(KeyRing).forget()
    assert len(await kids(house)) == 1
