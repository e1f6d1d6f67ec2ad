"""The API text: operation ids, permissions, auth kinds and problem answers of every route."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from mewayz_kit.auth import requirement_of
from mewayz_kit.service import Service

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem; `code` is stable.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "examples": ["not_found"]},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
ANSWERS = {
    "400": "Malformed request, unknown parameter or bad cursor",
    "401": "No credential, or one that is not good",
    "402": "The plan or a payment does not cover this",
    "403": "Not allowed",
    "404": "Not there, or in another workspace",
    "409": "The present state does not allow it",
    "410": "It was there and will not come back",
    "412": "The `If-Match` version is not the current one",
    "413": "The body is too large",
    "415": "Not a media type this route reads",
    "422": "A field is not acceptable",
    "428": "`If-Match` is demanded here",
    "429": "Too many requests; `Retry-After` says when",
    "503": "Something this needs is away",
}


def refuse_ambiguity(app: FastAPI) -> None:
    """Stop the start when two routes share a path and method, or two operations a name."""
    seen: set[str] = set()
    for route in api_routes(app):
        names = [f"{method} {route.path_format}" for method in route.methods or ()]
        if route.include_in_schema:
            names.append(route.unique_id)
        for name in names:
            if name in seen:
                raise TypeError(f"{name} is declared twice")
            seen.add(name)


def api_routes(app: FastAPI) -> list[APIRoute]:
    """The FastAPI routes of `app`."""
    return [route for route in app.routes if isinstance(route, APIRoute)]


def openapi(app: FastAPI, service: Service) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one service."""
    document = get_openapi(
        title=service.title,
        version="1",
        routes=app.routes,
        tags=[{"name": feature.name, "description": feature.doc.partition("\n")[0]} for feature in service.features],
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = PROBLEM_SCHEMA
    by_id = {route.unique_id: route for route in api_routes(app)}
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation, by_id[operation["operationId"]])
    return document


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    requirement = requirement_of(route.dependant)
    if requirement is None:
        raise TypeError(f"{route.unique_id} has no requirement")
    operation["x-mewayz"] = operation.get("x-mewayz", {}) | {
        "auth": [kind for kind in requirement.kinds if kind != "service"],
        "permission": requirement.permission,
        "feature": requirement.feature,
    }
    if "public" not in requirement.kinds:
        operation["security"] = [{"bearer": []}]
    for status, meaning in ANSWERS.items():
        operation["responses"][status] = {
            "description": meaning,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def merge(apis: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of all services. A schema name that means different things in two services gets its
    service's name in front; equal schemas are shared."""
    ambiguous = _ambiguous(apis)
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Mewayz",
            "version": "1",
            "description": "The public REST API. Errors are RFC 9457 problems; lists are keyset pages.",
        },
        "tags": [],
        "paths": {},
        "components": {
            "schemas": {},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT or API key"}},
        },
    }
    for service, api in apis.items():
        renamed = _rename(api, {name: f"{service.capitalize()}{name}" for name in ambiguous})
        merged["tags"] += [{"name": service, "description": api["info"]["title"]}]
        for path, operations in renamed["paths"].items():
            for operation in operations.values():
                operation["tags"] = [service, *operation.get("tags", [])]
            merged["paths"][path] = operations
        merged["components"]["schemas"] |= renamed["components"]["schemas"]
    return merged


def _ambiguous(apis: Mapping[str, dict[str, Any]]) -> set[str]:
    """The names that mean different things in two services, by themselves or by what they refer to."""
    meanings: dict[str, list[bytes]] = {}
    for api in apis.values():
        for name, schema in api["components"]["schemas"].items():
            meanings.setdefault(name, []).append(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))
    shared = {name: texts[0] for name, texts in meanings.items() if len(texts) > 1}
    found = {name for name in shared if len(set(meanings[name])) > 1}
    while more := {
        name
        for name in shared.keys() - found
        if any(f'"#/components/schemas/{other}"'.encode() in shared[name] for other in found)
    }:
        found |= more
    return found


def _rename(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    text = orjson.dumps(document).decode()
    for old, new in names.items():
        text = text.replace(f'"#/components/schemas/{old}"', f'"#/components/schemas/{new}"')
    renamed: dict[str, Any] = orjson.loads(text)
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {names.get(name, name): schema for name, schema in schemas.items()}
    return renamed
