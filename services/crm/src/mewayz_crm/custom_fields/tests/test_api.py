"""Custom fields: definitions, typed values, required and unique ones."""

from typing import Any

import httpx2
import pytest

from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL, CONTACTS = "/api/v1/crm/custom-fields", "/api/v1/crm/contacts"


async def define(member: httpx2.AsyncClient, key: str, type_: str, **fields: Any) -> dict[str, Any]:
    body = {"entity": "contact", "key": key, "label": key.title(), "type": type_, **fields}
    answer = await member.post(URL, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def create(member: httpx2.AsyncClient, **custom: Any) -> httpx2.Response:
    return await member.post(CONTACTS, json={"first_name": "Jane", "custom": custom, "allow_duplicate": True})


@pytest.mark.parametrize(
    ("type_", "value", "stored"),
    [
        ("text", "  hello ", "hello"),
        ("number", 12.5, 12.5),
        ("number", "12", 12),
        ("money", {"amount": 5, "currency": "EUR"}, {"amount": 5, "currency": "EUR"}),
        ("date", "2026-11-24", "2026-11-24"),
        ("datetime", "2026-11-24T17:00:00+01:00", "2026-11-24T16:00:00.000000Z"),
        ("bool", False, False),
        ("url", "Example.com/x", "https://example.com/x"),
        ("email", "A@Example.com", "A@example.com"),
        ("phone", "+49 30 1234567", "+49301234567"),
    ],
)
async def test_values_are_kept_in_one_form(bench: ServiceBench, type_: str, value: Any, stored: Any) -> None:
    member = bench.member(await bench.workspace())
    await define(member, "extra", type_)
    created = await create(member, extra=value)
    assert created.json()["custom"] == {"extra": stored}, created.text


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", 5),
        ("number", True),
        ("number", "many"),
        ("money", {"amount": 5.5, "currency": "EUR"}),
        ("date", "24.11.2026"),
        ("datetime", "2026-11-24T17:00:00"),
        ("bool", "perhaps"),
        ("url", "javascript:alert(1)"),
        ("email", "nobody"),
        ("user", "me"),
        ("select", "Blue"),
        ("multi", ["Red", "Blue"]),
    ],
)
async def test_values_of_another_type_are_refused(bench: ServiceBench, type_: str, value: Any) -> None:
    member = bench.member(await bench.workspace())
    await define(member, "extra", type_, **({"options": ["Red", "Green"]} if type_ in {"select", "multi"} else {}))
    refused = await create(member, extra=value)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/custom/extra")


async def test_a_patch_merges_and_null_clears(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await define(member, "size", "select", options=["S", "M"], required=True, default="S")
    await define(member, "colors", "multi", options=["Red", "Green"])
    contact = (await create(member, colors=["Green", "Green"])).json()
    assert contact["custom"] == {"size": "S", "colors": ["Green"]}
    where = f"{CONTACTS}/{contact['id']}"
    assert (await member.patch(where, json={"custom": {"size": "M"}})).json()["custom"] == {
        "size": "M",
        "colors": ["Green"],
    }
    assert (await member.patch(where, json={"custom": {"colors": None}})).json()["custom"] == {"size": "M"}
    refused = await member.patch(where, json={"custom": {"size": None}})
    assert (
        refused.json()["errors"][0] | {"pointer": "/custom/size", "code": "required"} == (refused.json()["errors"][0])
    )


async def test_definitions_are_checked_and_limited(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(limits={"crm.custom_fields": 2, "crm.contacts": -1}))
    field = await define(member, "color", "select", options=["Red"])
    base = {"entity": "contact", "key": "other", "label": "Other", "type": "text"}
    for wrong in (
        {"key": "Color"},
        {"type": "select"},
        {"options": ["A"]},
        {"type": "bool", "unique": True},
        {"type": "number", "default": "many"},
        {"entity": "invoice"},
    ):
        assert (await member.post(URL, json=base | wrong)).status_code == 422, wrong
    taken = await member.post(URL, json=base | {"key": "color"})
    assert (taken.status_code, taken.json()["code"]) == (409, "custom_field_taken")
    where = f"{URL}/{field['id']}"
    for fixed in ("key", "type", "entity", "unique"):
        assert (await member.patch(where, json={fixed: "x"})).status_code == 422
    assert (await member.patch(where, json={"options": None})).status_code == 422
    assert (await member.patch(where, json={"options": ["Red", "Blue"]})).json()["options"] == ["Red", "Blue"]
    await define(member, "color", "text", entity="company")
    refused = await member.post(URL, json=base)
    assert (refused.status_code, refused.json()["metric"]) == (402, "crm.custom_fields")


async def test_a_unique_value_has_one_live_holder(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await define(member, "number", "text", unique=True)
    first = (await create(member, number="A-1")).json()
    refused = await create(member, number="a-1")
    assert (refused.status_code, refused.json()["code"]) == (409, "custom_value_taken")
    second = (await create(member, number="A-2")).json()
    where = f"{CONTACTS}/{second['id']}"
    assert (await member.patch(where, json={"custom": {"number": "A-1"}})).json()["code"] == "custom_value_taken"
    await member.delete(f"{CONTACTS}/{first['id']}")
    assert (await member.patch(where, json={"custom": {"number": "A-1"}})).status_code == 200
    refused = await member.post(f"{CONTACTS}/{first['id']}/restore")
    assert (refused.status_code, refused.json()["code"]) == (409, "custom_value_taken")
    await member.patch(where, json={"custom": {"number": None}})
    assert (await member.post(f"{CONTACTS}/{first['id']}/restore")).status_code == 200


async def test_a_unique_value_sent_by_many_at_once_is_held_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await define(member, "number", "text", unique=True)

    async def attempt(_number: int) -> httpx2.Response:
        return await create(member, number="A-1")

    assert await race_statuses(attempt, callers=6) == {201: 1, 409: 5}


async def test_a_deleted_field_takes_its_values_with_it(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    field = await define(member, "color", "text", unique=True)
    await define(member, "size", "text")
    contact = (await create(member, color="Red", size="M")).json()
    assert (await member.delete(f"{URL}/{field['id']}")).status_code == 204
    await bench.run_until_idle()
    shown = (await member.get(f"{CONTACTS}/{contact['id']}")).json()
    assert (shown["custom"], shown["version"]) == ({"size": "M"}, contact["version"] + 1)
    refused = await create(member, color="Red")
    assert refused.json()["errors"][0]["code"] == "unknown_custom_field"
    assert await bench.inbox("dead") == []
