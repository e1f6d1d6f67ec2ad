"""Requests made from the contracts: bodies that satisfy a schema, paths with real ids."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

CONTRACTS = Path(__file__).parents[2] / "contracts"
OPENAPI: dict[str, Any] = orjson.loads((CONTRACTS / "openapi/mewayz.json").read_bytes())
ROUTES: list[dict[str, Any]] = orjson.loads((CONTRACTS / "routes.json").read_bytes())
UNKNOWN_ID = str(UUID(int=0x0192F0C17D1E70008000000000000001))


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema behind a reference."""
    while "$ref" in schema:
        schema = OPENAPI["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def operation(route: Mapping[str, Any]) -> Mapping[str, Any]:
    """The OpenAPI operation of a route."""
    found: Mapping[str, Any] = OPENAPI["paths"][route["path"]][route["method"].lower()]
    return found


def body_schema(route: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The schema of the JSON body a route takes, if it takes one."""
    content = operation(route).get("requestBody", {}).get("content", {})
    return resolve(content["application/json"]["schema"]) if "application/json" in content else None


def example(schema: Mapping[str, Any], name: str = "") -> Any:
    """A value that satisfies `schema`: its own example where it gives one, else the smallest of its type."""
    schema = resolve(schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if "default" in schema and schema["default"] is not None:
        return schema["default"]
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return example(schema[choice][0], name)
    if "allOf" in schema:
        return example(schema["allOf"][0], name)
    return _plain(schema, name)


def _plain(schema: Mapping[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object":
            required = schema.get("required", [])
            return {key: example(value, key) for key, value in schema.get("properties", {}).items() if key in required}
        case "array":
            return [example(schema["items"], name)] * schema.get("minItems", 0)
        case "integer":
            return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))
        case "number":
            return float(schema.get("minimum", 1))
        case "boolean":
            return True
        case "string":
            return _text(schema, name)
        case _:
            return None


def _text(schema: Mapping[str, Any], name: str) -> str:
    formats = {
        "uuid": UNKNOWN_ID,
        "date": "2026-11-25",
        "date-time": "2026-11-25T12:00:00Z",
        "email": "somebody@example.com",
        "uri": "https://example.com/",
    }
    known = formats.get(str(schema.get("format")))
    return known or (name or "text").ljust(int(schema.get("minLength", 1)), "x")[: int(schema.get("maxLength", 200))]


def body_for(route: Mapping[str, Any]) -> Any:
    """A body for this route, or None when it takes none."""
    schema = body_schema(route)
    return None if schema is None else example(schema)


def filled(path: str, ids: Mapping[str, str]) -> str:
    """The path with ids of records that exist; `ids` maps a collection to one of its items.

    A parameter nobody made a record for gets an id that does not exist.
    """
    parts = path.split("/")
    return "/".join(
        ids.get("/".join(parts[:index]), UNKNOWN_ID) if part.startswith("{") else part
        for index, part in enumerate(parts)
    )
