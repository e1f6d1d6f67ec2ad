"""Every route against everybody who may not: another workspace, no role, a read-only role, nobody at all.

The matrix is made from the contracts, so a new route is in it without a line here. A refusal must also have
changed nothing: the owner still reads the same record, and no event names the attacker.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from tests.contract.bodies import ROUTES, body_for, filled
from tests.contract.records import FEATURES, make_records
from tests.contract.test_documents import route_name

from mewayz_testing.house import House
from mewayz_testing.people import WORKSPACE, Person, Platform, Seat, succeed

MEMBER_ROUTES = [route for route in ROUTES if route["auth"][0] == "member" and "public" not in route["auth"]]
GUARDED = [route for route in MEMBER_ROUTES if route["permission"]]
READ_ONLY = ("read",)


@dataclass
class Town:
    """An owner with one record of everything, and those who want it."""

    owner: Seat
    ids: Mapping[str, str]
    foreigner: Seat
    powerless: Seat
    viewer: Seat
    key_to_nothing: str


@pytest.fixture(scope="session")
def towns() -> dict[str, Town]:
    """Built once, by the first test that needs it: session fixtures cannot be asynchronous here."""
    return {}


@pytest.fixture
async def town(towns: dict[str, Town], platform: Platform) -> Town:
    if "town" not in towns:
        towns["town"] = await _build(platform)
    town = towns["town"]
    for seat in (town.owner, town.foreigner, town.powerless, town.viewer):
        if (await seat.person.request("GET", "/api/v1/identity/me")).status_code == 401:
            await seat.person.sign_in()
    return town


async def _build(platform: Platform) -> Town:
    owner = await (await platform.newcomer("Owner")).create_workspace("Ours", features=FEATURES)
    foreigner = await (await platform.newcomer("Foreigner")).create_workspace("Theirs", features=FEATURES)
    role = succeed(await owner.post(f"{WORKSPACE}/roles", json={"key": "nobody", "name": "Nobody", "permissions": []}))
    powerless = await (await platform.newcomer("Nobody")).join(owner, role=role["key"])
    viewer = await (await platform.newcomer("Viewer")).join(owner, role="viewer")
    return Town(owner, await make_records(owner, platform), foreigner, powerless, viewer, "")


def events_of(house: House, person: Person, service: str) -> int:
    """How many events of a service say that this person acted."""
    with sqlite3.connect(f"file:{house.data}/{service}.db?mode=ro", uri=True) as database:
        query = "SELECT COUNT(*) FROM outbox WHERE envelope LIKE ?"
        return int(database.execute(query, (f'%"actor":"{person.id}"%',)).fetchone()[0])


async def attack(route: Mapping[str, Any], seat: Seat, ids: Mapping[str, str]) -> tuple[int, str]:
    """Status and problem code of one attempt."""
    options: dict[str, Any] = {"headers": {"idempotency-key": f"attack-{route['operation']}"}}
    body = body_for(route)
    if body is not None:
        options["json"] = body
    answer = await seat.request(route["method"], filled(route["path"], ids), **options)
    code = answer.json().get("code", "") if "json" in answer.headers.get("content-type", "") else ""
    return answer.status_code, code


@pytest.mark.parametrize("route", MEMBER_ROUTES, ids=route_name)
async def test_nobody_without_a_credential(route: dict[str, Any], town: Town, platform: Platform) -> None:
    anonymous = Seat(Person(platform, "nobody@example.com", "Nobody"), town.owner.id)
    status, code = await attack(route, anonymous, town.ids)
    assert (status, code) == (401, "unauthenticated")


@pytest.mark.parametrize("route", MEMBER_ROUTES, ids=route_name)
async def test_nobody_from_another_workspace_by_naming_ours(route: dict[str, Any], town: Town, house: House) -> None:
    before = events_of(house, town.foreigner.person, route["service"])
    intruder = Seat(town.foreigner.person, town.owner.id)
    status, code = await attack(route, intruder, town.ids)
    assert (status, code) == (404, "not_found")
    assert events_of(house, town.foreigner.person, route["service"]) == before


@pytest.mark.parametrize("route", [route for route in MEMBER_ROUTES if "{" in route["path"]], ids=route_name)
async def test_nobody_from_another_workspace_by_naming_our_records(
    route: dict[str, Any], town: Town, house: House
) -> None:
    before = events_of(house, town.foreigner.person, route["service"])
    status, code = await attack(route, town.foreigner, town.ids)
    assert status in {404, 422, 403}, f"{status} {code}: a foreign id must look like one that does not exist"
    assert events_of(house, town.foreigner.person, route["service"]) == before


@pytest.mark.parametrize("route", GUARDED, ids=route_name)
async def test_nobody_whose_role_grants_nothing(route: dict[str, Any], town: Town, house: House) -> None:
    before = events_of(house, town.powerless.person, route["service"])
    status, code = await attack(route, town.powerless, town.ids)
    assert (status, code) == (403, "permission_denied")
    assert events_of(house, town.powerless.person, route["service"]) == before


@pytest.mark.parametrize(
    "route", [r for r in GUARDED if r["permission"].rpartition(":")[2] not in READ_ONLY], ids=route_name
)
async def test_no_viewer_changes_anything(route: dict[str, Any], town: Town, house: House) -> None:
    before = events_of(house, town.viewer.person, route["service"])
    status, code = await attack(route, town.viewer, town.ids)
    assert (status, code) == (403, "permission_denied")
    assert events_of(house, town.viewer.person, route["service"]) == before


STAFF_ROUTES = [route for route in ROUTES if route["auth"] == ["staff"]]


@pytest.mark.parametrize("route", STAFF_ROUTES, ids=route_name)
async def test_no_owner_of_a_workspace_is_staff(route: dict[str, Any], town: Town) -> None:
    status, code = await attack(route, town.owner, town.ids)
    assert (status, code) == (403, "permission_denied")
