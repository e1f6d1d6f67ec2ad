"""The catalogue of filters through its route."""

from typing import Any

from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"


async def test_the_catalogue_names_fields_operators_and_words(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    size = {"entity": "contact", "key": "size", "label": "Size", "type": "select", "options": ["S", "L"]}
    assert (await member.post(f"{API}/custom-fields", json=size)).status_code == 201
    answer = await member.get(f"{API}/filters/contact")
    assert answer.status_code == 200, answer.text
    fields: dict[str, Any] = {field["name"]: field for field in answer.json()["items"]}
    assert fields["tags"]["kind"] == "names"
    assert fields["tags"]["operators"] == ["is_empty", "is_not_empty", "has_any", "has_all", "has_none"]
    assert fields["segments"]["kind"] == "ids"
    assert (fields["custom.size"]["kind"], fields["custom.size"]["options"]) == ("choice", ["S", "L"])
    assert "customer" in fields["lifecycle_stage"]["options"]
    assert {"within_last", "between", "anniversary"} <= set(fields["created_at"]["operators"])
    assert "amount" not in fields
    deal = (await member.get(f"{API}/filters/deal")).json()["items"]
    assert next(field for field in deal if field["name"] == "amount")["kind"] == "money"
    assert (await member.get(f"{API}/filters/nothing")).status_code == 404


async def test_what_the_catalogue_offers_is_taken(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    for field in (await member.get(f"{API}/filters/contact")).json()["items"]:
        for op in set(field["operators"]) & {"is_empty", "is_not_empty"}:
            body = {"filter": {"field": field["name"], "op": op}}
            tried = await member.post(f"{API}/segments/preview", json=body)
            assert tried.status_code == 200, (body, tried.text)
