"""Answers of lists and records, the same for declared routes and for those that are written by hand."""

from typing import Annotated, Any

from fastapi import Header, Request, Response
from pydantic import BaseModel

from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.schema import Page

IfMatch = Annotated[str | None, Header(description='The version you read, as `"3"`; stale → 412.')]


def shown_of(query: ListQuery) -> Any:
    """What of a page is answered: the fields that were asked for, the total only when it was."""
    items = {"__all__": set(query.fields)} if query.fields else True
    return {"items": items, "next_cursor": True, **({"total": True} if query.count else {})}


def page_answer(page: Page[Any], query: ListQuery) -> Response:
    """The answer of a list route that is written by hand, the same as that of a declared one."""
    return Response(page.model_dump_json(include=shown_of(query)), media_type="application/json")


def list_parameters(rules: ListRules) -> list[dict[str, Any]]:
    """The query parameters of a list, for OpenAPI."""

    def parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}

    text = {"type": "string"}
    sorts = [f"{sign}{name}" for name in rules.sortable for sign in ("", "-")]
    found = [
        parameter("limit", "Items per page.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}),
        parameter("cursor", "`next_cursor` of the page before.", text),
        parameter("sort", "Field to sort by; `-` means descending.", {"type": "string", "enum": sorts}),
        parameter("count", "Adds `total`.", {"type": "boolean", "default": False}),
        parameter("fields", "Comma-separated fields to answer; `id` is always there.", text),
    ]
    if rules.search:
        sought = "Words to find, each as the beginning of one in" if rules.indexed else "Words to find anywhere in"
        places = [rules.model.model_fields[name].description or name for name in rules.search]
        found.append(parameter("q", f"{sought} {', '.join(places)}.", text))
    for name in rules.filter:
        found.append(parameter(name, "Equals; also `[neq] [gt] [gte] [lt] [lte] [in] [null]`.", text))
    found.extend(parameter(name, make.__doc__ or "Equals.", text) for name, make in rules.computed.items())
    return found


def record_answer(shown: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A record with its `ETag`."""
    return Response(
        shown.__pydantic_serializer__.to_json(shown),
        status_code=status,
        headers={"ETag": _etag(shown), **(headers or {})},
        media_type="application/json",
    )


def unless_known(request: Request, shown: BaseModel) -> Response:
    """A record, or 304 when `If-None-Match` names its present version."""
    tag = _etag(shown)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return record_answer(shown)


def _etag(shown: BaseModel) -> str:
    return f'"{shown.version}"'  # type: ignore[attr-defined]
