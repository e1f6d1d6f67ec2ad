"""What one declaration promises, through the sample's routes."""

import asyncio
from uuid import UUID

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/sample/things"


@pytest.fixture
async def member(bench: ServiceBench) -> httpx2.AsyncClient:
    return bench.member(await bench.workspace())


async def names(client: httpx2.AsyncClient, **parameters: object) -> list[str]:
    answer = await client.get(URL, params=parameters)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_a_fresh_workspace_lists_nothing_and_counts_zero(member: httpx2.AsyncClient) -> None:
    assert (await member.get(URL, params={"count": "true"})).json() == {
        "items": [],
        "next_cursor": None,
        "total": 0,
    }


async def test_a_walk_neither_repeats_nor_skips_while_others_insert(member: httpx2.AsyncClient) -> None:
    for number in range(7):
        await member.post(URL, json={"name": f"n{number}", "size": number % 3 if number else None})
    for sort in ("created_at", "-created_at", "name", "-name", "size", "-size"):
        seen: list[str] = []
        cursor = None
        while True:
            page = (
                await member.get(URL, params={"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {}))
            ).json()
            seen += [item["name"] for item in page["items"]]
            await member.post(URL, json={"name": f"zz-{sort}-{len(seen)}"})
            cursor = page["next_cursor"]
            if cursor is None:
                break
        first = [name for name in seen if not name.startswith("zz")]
        assert sorted(first) == [f"n{number}" for number in range(7)], sort
        assert len(seen) == len(set(seen)), sort


async def test_filters_search_fields_and_sort(member: httpx2.AsyncClient) -> None:
    for name, size in (("Red box", 1), ("Blue box", 2), ("Red 100% ball", 3)):
        await member.post(URL, json={"name": name, "size": size})
    assert await names(member, q="red") == ["Red 100% ball", "Red box"]
    assert await names(member, q="box RED") == ["Red box"]
    assert await names(member, q="100%") == ["Red 100% ball"]
    assert await names(member, q="1_0") == []
    assert await names(member, **{"size[gte]": 2, "sort": "size"}) == ["Blue box", "Red 100% ball"]
    assert await names(member, **{"size[in]": "1,3", "sort": "-size"}) == ["Red 100% ball", "Red box"]
    assert await names(member, **{"seen_at[null]": "true", "name": "Red box"}) == ["Red box"]
    short = (await member.get(URL, params={"fields": "name", "limit": 1})).json()["items"][0]
    assert set(short) == {"id", "name"}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"colour": "red"}, "unknown_parameter"),
        ({"size": "big"}, "invalid_parameter"),
        ({"size[near]": "1"}, "unknown_parameter"),
        ({"api_secret": "x"}, "unknown_parameter"),
        ({"sort": "api_secret"}, "invalid_sort"),
        ({"limit": "0"}, "invalid_parameter"),
        ({"limit": "101"}, "invalid_parameter"),
        ({"limit": "9" * 5000}, "invalid_parameter"),
        ({"size": "9" * 20}, "invalid_parameter"),
        ({"count": "perhaps"}, "invalid_parameter"),
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"fields": "api_secret"}, "invalid_parameter"),
    ],
)
async def test_a_wrong_parameter_is_named(member: httpx2.AsyncClient, parameters: dict[str, str], code: str) -> None:
    answer = await member.get(URL, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= set(answer.json())


async def test_a_cursor_of_another_order_is_refused(member: httpx2.AsyncClient) -> None:
    for name in "ab":
        await member.post(URL, json={"name": name})
    cursor = (await member.get(URL, params={"limit": 1})).json()["next_cursor"]
    answer = await member.get(URL, params={"cursor": cursor, "sort": "name"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({}, "/name"),
        ({"name": "x", "colour": "red"}, "/colour"),
        ({"name": "x", "size": "big"}, "/size"),
        ({"name": "x", "version": 7}, "/version"),
        ({"name": "x", "workspace_id": str(new_id())}, "/workspace_id"),
        ({"name": "x", "seen_at": "yesterday"}, "/seen_at"),
    ],
)
async def test_a_wrong_field_is_pointed_at_and_changes_nothing(
    bench: ServiceBench, member: httpx2.AsyncClient, body: dict[str, object], pointer: str
) -> None:
    before = len(await bench.published())
    answer = await member.post(URL, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert (await names(member), len(await bench.published())) == ([], before)


async def test_broken_json_is_malformed(member: httpx2.AsyncClient) -> None:
    answer = await member.post(URL, content=b'{"name": ', headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "broken_json")


async def test_merge_patch_keeps_what_is_absent_and_clears_what_is_null(member: httpx2.AsyncClient) -> None:
    created = (await member.post(URL, json={"name": "a", "size": 1, "code": "A1"})).json()
    where = f"{URL}/{created['id']}"
    patched = (await member.patch(where, json={"size": None})).json()
    assert (patched["name"], patched["size"], patched["code"], patched["version"]) == ("a", None, "A1", 2)
    same = await member.patch(where, json={"size": None})
    assert same.json()["version"] == 2, "nothing changed, so there is no new version"
    assert (await member.patch(where, json={"name": None})).status_code == 422


async def test_if_none_match_saves_the_body(member: httpx2.AsyncClient) -> None:
    created = await member.post(URL, json={"name": "a"})
    where = created.headers["location"]
    answer = await member.get(where, headers={"If-None-Match": created.headers["etag"]})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_two_changes_from_one_version_let_one_win(member: httpx2.AsyncClient) -> None:
    created = await member.post(URL, json={"name": "a"})
    where, tag = created.headers["location"], created.headers["etag"]

    async def change(number: int) -> httpx2.Response:
        return await member.patch(where, json={"name": f"n{number}"}, headers={"If-Match": tag})

    assert await race_statuses(change, callers=8) == {200: 1, 412: 7}


async def test_a_unique_code_is_taken_once_in_a_workspace_and_free_in_another(bench: ServiceBench) -> None:
    ours, theirs = bench.member(await bench.workspace()), bench.member(await bench.workspace())

    async def take(number: int) -> httpx2.Response:
        return await ours.post(URL, json={"name": f"n{number}", "code": "X"})

    assert await race_statuses(take, callers=6) == {201: 1, 409: 5}
    assert (await ours.post(URL, json={"name": "b", "code": "X"})).json()["code"] == "code_taken"
    assert (await theirs.post(URL, json={"name": "c", "code": "X"})).status_code == 201


async def test_one_key_creates_once_however_often_it_is_sent(bench: ServiceBench, member: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "order-1"}

    async def create(_number: int) -> httpx2.Response:
        return await member.post(URL, json={"name": "a"}, headers=key)

    answers = await asyncio.gather(*(create(number) for number in range(5)))
    done = [answer for answer in answers if answer.status_code == 201]
    assert done, [answer.text for answer in answers]
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} <= {"idempotency_in_flight"}
    replay = await create(0)
    assert (replay.status_code, replay.headers["idempotency-replayed"]) == (201, "true")
    assert replay.json() == done[0].json()
    assert replay.headers["location"] == done[0].headers["location"]
    assert await names(member) == ["a"]
    other = await member.post(URL, json={"name": "b"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await bench.published("sample.thing.created.v1")) == 1


async def test_a_failed_request_does_not_use_up_its_key(member: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "k"}
    assert (await member.post(URL, json={"name": ""}, headers=key)).status_code == 422
    assert (await member.post(URL, json={"name": "a"}, headers=key)).status_code == 201


async def test_the_last_place_of_the_plan_is_given_once_and_given_back_once(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"sample.things": 3})
    member = bench.member(workspace)
    for _ in range(2):
        await member.post(URL, json={"name": "a"})

    async def create(_number: int) -> httpx2.Response:
        return await member.post(URL, json={"name": "race"})

    assert await race_statuses(create, callers=10) == {201: 1, 402: 9}
    refused = (await create(0)).json()
    assert {name: refused[name] for name in ("code", "metric", "used", "limit")} == {
        "code": "plan_limit_reached",
        "metric": "sample.things",
        "used": 3,
        "limit": 3,
    }
    [first, *_] = (await member.get(URL)).json()["items"]
    for _ in range(2):
        await member.delete(f"{URL}/{first['id']}")
    assert await race_statuses(create, callers=3) == {201: 1, 402: 2}
    assert (await member.post(f"{URL}/{first['id']}/restore")).status_code == 402


async def test_bulk_answers_each_operation_and_keeps_the_good_ones(
    bench: ServiceBench, member: httpx2.AsyncClient
) -> None:
    kept = (await member.post(URL, json={"name": "kept", "code": "K"})).json()
    operations = [
        {"op": "create", "data": {"name": "new"}},
        {"op": "create", "data": {"name": "twin", "code": "K"}},
        {"op": "create", "data": {"name": ""}},
        {"op": "update", "id": kept["id"], "data": {"size": 5}},
        {"op": "update", "id": kept["id"], "if_match": '"1"', "data": {"size": 6}},
        {"op": "delete", "id": str(new_id())},
        {"op": "delete", "id": kept["id"]},
    ]
    answer = await member.post(f"{URL}/bulk", json={"operations": operations})
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 409, 422, 200, 412, 404, 204]
    assert await names(member) == ["new"]
    types = [event.type.split(".")[2] for event in await bench.published() if event.type.startswith("sample.thing.")]
    assert types == ["created", "created", "updated", "deleted"]
    assert (await member.post(f"{URL}/bulk", json={"operations": []})).status_code == 422


async def test_bulk_needs_the_permission_of_each_operation(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    thing = (await bench.member(workspace).post(URL, json={"name": "a"})).json()
    writer = bench.member(workspace, permissions=("sample.things:write",))
    answer = await writer.post(f"{URL}/bulk", json={"operations": [{"op": "delete", "id": thing["id"]}]})
    assert answer.json()["results"][0]["code"] == "permission_denied"
    assert await names(bench.member(workspace)) == ["a"]


async def test_a_deleted_record_can_be_restored_for_thirty_days(
    bench: ServiceBench, member: httpx2.AsyncClient
) -> None:
    where = (await member.post(URL, json={"name": "a"})).headers["location"]
    await member.delete(where)
    bench.clock.advance(days=29)
    assert (await member.post(f"{where}/restore")).status_code == 200
    assert (await member.post(f"{where}/restore")).status_code == 200
    await member.delete(where)
    bench.clock.advance(days=31)
    assert (await member.post(f"{where}/restore")).status_code == 410


async def test_events_carry_the_snapshot_the_version_and_a_redacted_difference(
    bench: ServiceBench, member: httpx2.AsyncClient
) -> None:
    where = (await member.post(URL, json={"name": "a", "api_secret": "s3cr3t"})).headers["location"]
    await member.patch(where, json={"name": "b", "api_secret": "n3w"}, headers={"x-request-id": "r-1"})
    [event] = await bench.published("sample.thing.updated.v1")
    assert event.data["name"] == "b"
    assert event.aggregateversion == 2
    assert event.audit is not None
    assert event.audit["request_id"] == "r-1"
    assert event.audit["changes"]["name"] == {"before": "a", "after": "b"}
    assert "s3cr3t" not in event.model_dump_json()
    assert "n3w" not in event.model_dump_json()


async def test_documents_demand_the_version_they_were_read_at(bench: ServiceBench) -> None:
    person = bench.person()
    created = await person.post("/api/v1/sample/diaries", json={"text": "dear"}, headers={"Idempotency-Key": "1"})
    assert created.status_code == 201, created.text
    where = created.headers["location"]
    refused = await person.patch(where, json={"text": "x"})
    assert (refused.status_code, refused.json()["code"]) == (428, "precondition_required")
    assert (await person.patch(where, json={"text": "x"}, headers={"If-Match": '"1"'})).status_code == 200
    assert (await bench.person().get(where)).status_code == 404
    assert (await person.get("/api/v1/sample/diaries")).json()["items"][0]["text"] == "x"


async def test_ids_sort_by_creation(member: httpx2.AsyncClient) -> None:
    ids = [UUID((await member.post(URL, json={"name": "a"})).json()["id"]) for _ in range(5)]
    assert ids == sorted(ids)
