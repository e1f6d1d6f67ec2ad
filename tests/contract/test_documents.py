"""What the contracts say of themselves: complete, unambiguous, kept by everybody who reads them."""

from typing import Any

import jsonschema
import pytest
import yaml
from tests.contract.bodies import CONTRACTS, OPENAPI, ROUTES, body_for, body_schema, operation

from mewayz_kit.compat import breaking, unmet
from mewayz_kit.contracts import unheard
from mewayz_kit.service import installed_services


def route_name(route: dict[str, Any]) -> str:
    return f"{route['method']} {route['path']}"


def test_every_consumer_is_served() -> None:
    assert unheard(installed_services()) == []
    assert unmet(CONTRACTS) == []


def test_the_contracts_hold_what_they_promise_themselves() -> None:
    assert breaking(CONTRACTS, CONTRACTS) == []


def test_no_internal_route_is_public() -> None:
    assert [route["path"] for route in ROUTES if "/internal" in route["path"]] == []
    assert [path for path in OPENAPI["paths"] if "/internal" in path] == []


def test_operation_ids_are_unique() -> None:
    names = [route["operation"] for route in ROUTES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", ROUTES, ids=route_name)
def test_a_route_says_what_it_does_who_may_call_and_how_it_refuses(route: dict[str, Any]) -> None:
    described = operation(route)
    assert described.get("description"), "an endpoint's docstring is the API text"
    assert route["auth"], "somebody must be allowed to call"
    if route["auth"] != ["member"] and {"key", "staff"} & set(route["auth"]) and "public" not in route["auth"]:
        assert route["permission"], "what not every member may do needs a permission"
    assert {"401", "403", "404", "422", "429"} <= set(described["responses"])


@pytest.mark.parametrize("route", [route for route in ROUTES if body_schema(route)], ids=route_name)
def test_bodies_refuse_unknown_fields_and_can_be_made_from_the_schema(route: dict[str, Any]) -> None:
    schema = body_schema(route)
    assert schema is not None
    if schema.get("type") == "object":
        assert schema.get("additionalProperties") is False, "input bodies inherit from mewayz_kit.schema.Input"
        jsonschema.validate(body_for(route), {**schema, "components": OPENAPI["components"]})


def test_asyncapi_names_only_events_that_have_a_schema() -> None:
    document = yaml.safe_load((CONTRACTS / "asyncapi.yaml").read_text())
    for type_ in document["channels"]:
        assert (CONTRACTS / "events" / f"{type_}.json").exists()
