"""Schemas of one name in the document of all services."""

from typing import Any

from mewayz_kit.openapi import merge


def _api(field: str) -> dict[str, Any]:
    record = {"type": "object", "properties": {field: {"type": "string"}}}
    page = {"type": "object", "properties": {"items": {"$ref": "#/components/schemas/Thing"}}}
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page_Thing_"}}}}}
    return {
        "info": {"title": field},
        "paths": {f"/{field}": {"get": {"responses": answer}}},
        "components": {"schemas": {"Thing": record, "Page_Thing_": page, "Problem": {"type": "object"}}},
    }


def test_what_refers_to_different_things_is_different_too() -> None:
    merged = merge({"crm": _api("phone"), "workspace": _api("text")})
    schemas = merged["components"]["schemas"]
    assert set(schemas) == {"CrmThing", "WorkspaceThing", "CrmPage_Thing_", "WorkspacePage_Thing_", "Problem"}
    for path, service in (("/phone", "Crm"), ("/text", "Workspace")):
        content = merged["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        assert content["schema"]["$ref"].endswith(f"/{service}Page_Thing_")
        assert schemas[f"{service}Page_Thing_"]["properties"]["items"]["$ref"].endswith(f"/{service}Thing")
