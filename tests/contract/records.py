"""One record of every resource, made from the contracts, in the order in which they need each other."""

from collections.abc import Mapping
from typing import Any

from tests.contract.bodies import ROUTES, body_for

from mewayz_testing.people import Platform, Seat

FEATURES = ["contacts", "pipelines", "dashboards", "lead-forms", "goal-tracking"]

BODIES: dict[str, dict[str, Any]] = {}
"""What a schema alone cannot say: values that a resource accepts although its schema would allow others."""


def collections() -> list[Mapping[str, Any]]:
    """The create routes of resources that members keep: `POST /api/v1/{service}/{resource}`."""
    items = {route["path"].rpartition("/{")[0] for route in ROUTES if route["method"] == "GET" and "}" in route["path"]}
    return [
        route
        for route in ROUTES
        if route["method"] == "POST"
        and route["path"] in items
        and route["auth"][0] == "member"
        and len(route["path"].split("/")) == 5
    ]


async def make_records(seat: Seat, platform: Platform) -> dict[str, str]:
    """Collection → the id of one record in it."""
    ids: dict[str, str] = {}
    for route in collections():
        body = body_for(route) | BODIES.get(route["path"], {})
        answer = await seat.post(route["path"], json=body, headers={"idempotency-key": route["operation"]})
        if answer.status_code == 201:
            ids[route["path"]] = answer.json()["id"]
    return ids
