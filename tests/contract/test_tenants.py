"""Every route against everybody who may not: another workspace, no role, a read-only role, a narrow key, nobody.

The matrix is made from the contracts, so a new route is in it without a line here. A refusal must also have
changed nothing: the rows of the owner and of their workspace are the same, and no event names the attacker.
"""

from typing import Any

import pytest
from tests.contract.bodies import ROUTES, body_schema, filled
from tests.contract.records import by_path, collections, referred
from tests.contract.test_documents import route_name
from tests.contract.town import KEY_SCOPE, Town, attack

from mewayz_testing.people import Person, Platform, Seat, succeed

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLOSED = [route for route in ROUTES if "public" not in route["auth"]]
MEMBER_ROUTES = [route for route in CLOSED if route["auth"][0] == "member"]
GUARDED = [route for route in MEMBER_ROUTES if route["permission"]]
CHANGING = [route for route in GUARDED if not route["permission"].endswith(":read")]
KEYED = [route for route in GUARDED if "key" in route["auth"] and route["permission"] != KEY_SCOPE]
STAFF_ROUTES = [route for route in ROUTES if route["auth"] == ["staff"]]
ITEMS = [route for route in MEMBER_ROUTES if "_id}" in route["path"]]
EVERYBODYS = {"/api/v1/workspace/announcements"}
"""The platform's own, though what somebody has done with it is theirs."""
OWN_ITEMS = [
    route
    for route in CLOSED
    if route["auth"] == ["account"] and "{" in route["path"] and route["path"].partition("/{")[0] not in EVERYBODYS
]
BY_MAIL = {"/api/v1/crm/campaign-recipients", "/api/v1/crm/mail-events"}
"""What there is only once a domain is proven and mail has come back; the tests of these features look who sees them."""
REFERENCES = [
    pytest.param(route, name, id=f"{route['path']} {name}")
    for route in collections()
    for name in sorted((body_schema(route) or {}).get("properties", {}))
    if referred(route, name)
]


@pytest.mark.parametrize("route", CLOSED, ids=route_name)
async def test_nobody_without_a_credential(route: dict[str, Any], town: Town, public: Platform) -> None:
    anonymous = Seat(Person(public, "nobody@example.com", "Nobody"), town.owner.id)
    async with town.unchanged(route["service"], anonymous.person):
        assert await attack(route, anonymous, town.ids) == (401, "unauthenticated")


@pytest.mark.parametrize("route", CLOSED, ids=route_name)
async def test_nobody_with_a_token_of_an_ended_session(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.signed_out.person):
        assert (await attack(route, town.signed_out, town.ids))[0] == 401


@pytest.mark.parametrize("route", MEMBER_ROUTES, ids=route_name)
async def test_nobody_from_another_workspace_by_naming_ours(route: dict[str, Any], town: Town) -> None:
    intruder = Seat(town.foreigner.person, town.owner.id)
    async with town.unchanged(route["service"], intruder.person):
        assert await attack(route, intruder, town.ids) == (404, "not_found")


@pytest.mark.parametrize("route", ITEMS, ids=route_name)
async def test_nobody_from_another_workspace_by_naming_our_records(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.foreigner.person):
        status, code = await attack(route, town.foreigner, town.ids)
    assert (status, code) == (404, "not_found"), "a foreign id must look like one that does not exist"


@pytest.mark.parametrize(("route", "name"), REFERENCES)
async def test_nobody_refers_to_records_of_another_workspace(route: dict[str, Any], name: str, town: Town) -> None:
    target = referred(route, name)
    assert target is not None
    body = await town.foreign_maker.body(route) | {name: town.ids[target]}
    async with town.unchanged(route["service"], town.foreigner.person):
        answer = await town.foreigner.post(route["path"], json=body, headers={"idempotency-key": f"refer-{name}"})
        assert answer.status_code == 422, answer.text
        assert f"/{name}" in {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("route", OWN_ITEMS, ids=route_name)
async def test_nobody_reaches_what_belongs_to_another_person(route: dict[str, Any], town: Town) -> None:
    ids = {**town.ids, "/api/v1/workspace/workspaces": town.owner.id}
    async with town.unchanged(route["service"], town.foreigner.person):
        answer = await attack(route, town.foreigner, ids)
        proof_first = {(403, "step_up_required"), (403, "second_factor_required")}
        assert answer in {(404, "not_found"), *proof_first}, "unknown, or not even looked for yet"


@pytest.mark.parametrize("route", GUARDED, ids=route_name)
async def test_nobody_whose_role_grants_nothing(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.powerless.person):
        assert await attack(route, town.powerless, town.ids) == (403, "permission_denied")


@pytest.mark.parametrize("route", CHANGING, ids=route_name)
async def test_no_viewer_changes_anything(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.viewer.person):
        assert await attack(route, town.viewer, town.ids) == (403, "permission_denied")


@pytest.mark.parametrize("route", KEYED, ids=route_name)
async def test_no_key_goes_beyond_its_scopes(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.key.person):
        assert await attack(route, town.key, town.ids) == (403, "permission_denied")


@pytest.mark.parametrize("route", STAFF_ROUTES, ids=route_name)
async def test_no_owner_of_a_workspace_is_staff(route: dict[str, Any], town: Town) -> None:
    async with town.unchanged(route["service"], town.owner.person):
        assert await attack(route, town.owner, town.ids) == (403, "permission_denied")


async def test_the_owner_has_a_record_of_everything_that_is_attacked(town: Town) -> None:
    """Without this, a matrix of unknown ids would be green for the wrong reason."""
    collections_attacked = {route["path"].partition("/{")[0] for route in ITEMS}
    assert collections_attacked - set(town.ids) == BY_MAIL
    for path, route in by_path("GET").items():
        if route in ITEMS and path.count("{") == 1 and path.endswith("}") and path.partition("/{")[0] not in BY_MAIL:
            answer = await town.owner.get(filled(path, town.ids))
            assert answer.status_code == 200, f"{path}: {answer.text}"


async def test_the_proof_that_nothing_changed_would_notice_a_change(town: Town) -> None:
    url = filled("/api/v1/crm/tags/{record_id}", town.ids)
    proof = town.unchanged("crm", town.owner.person)
    await proof.__aenter__()
    succeed(await town.owner.patch(url, json={"name": "Changed"}))
    with pytest.raises(AssertionError, match="rows of the owner have changed"):
        await proof.__aexit__(None, None, None)
