"""Every list keeps the rules that api.md gives to all lists: pages, counts, chosen fields, refused parameters."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.contract.bodies import ROUTES, operation
from tests.contract.conftest import Tenants
from tests.contract.test_documents import route_name

from mewayz_testing.people import Person, Platform, Seat, succeed

pytestmark = pytest.mark.asyncio(loop_scope="session")


def parameters(route: Mapping[str, Any]) -> set[str]:
    """The names of its query parameters."""
    return {parameter["name"] for parameter in operation(route).get("parameters", []) if parameter["in"] == "query"}


LISTS = [
    route
    for route in ROUTES
    if route["method"] == "GET" and "{" not in route["path"] and {"limit", "cursor", "sort"} <= parameters(route)
]


async def reader(route: Mapping[str, Any], tenants: Tenants, public: Platform) -> Person | Seat:
    """Somebody who may read this list."""
    if route["auth"][0] == "staff":
        return await public.admin()
    return tenants.busy.seat if route["auth"][0] == "member" else tenants.busy.seat.person


@pytest.mark.parametrize("route", LISTS, ids=route_name)
async def test_a_page_says_how_it_goes_on_and_counts_when_asked(
    route: dict[str, Any], tenants: Tenants, public: Platform
) -> None:
    who, path = await reader(route, tenants, public), route["path"]
    page = succeed(await who.request("GET", path, params={"limit": "1"}))
    assert set(page) == {"items", "next_cursor"}, "a total only when asked for"
    counted = succeed(await who.request("GET", path, params={"limit": "1", "count": "true"}))
    assert counted["total"] >= len(page["items"])
    assert (page["next_cursor"] is None) == (counted["total"] <= 1)
    if page["next_cursor"]:
        following = await who.request("GET", path, params={"limit": "1", "cursor": page["next_cursor"]})
        assert succeed(following)["items"][0]["id"] != page["items"][0]["id"]


@pytest.mark.parametrize("route", LISTS, ids=route_name)
async def test_a_list_answers_the_fields_that_were_asked_for(
    route: dict[str, Any], tenants: Tenants, public: Platform
) -> None:
    who = await reader(route, tenants, public)
    items = succeed(await who.request("GET", route["path"], params={"fields": "id"}))["items"]
    assert [item for item in items if set(item) != {"id"}] == []


@pytest.mark.parametrize("route", LISTS, ids=route_name)
async def test_a_list_refuses_what_it_does_not_know(route: dict[str, Any], tenants: Tenants, public: Platform) -> None:
    who = await reader(route, tenants, public)
    wrong = {
        "surprise": "1",
        "limit": "0",
        "cursor": "nonsense",
        "sort": "surprise",
        "count": "perhaps",
        "fields": "surprise",
        "id[surprise]": "1",
    }
    answers = {name: await who.request("GET", route["path"], params={name: value}) for name, value in wrong.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(wrong, 400)
