"""Every declared resource lives through its whole life, through the gateway, with bodies made from the contracts."""

import sqlite3
from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import uuid4

import orjson
import pytest
from tests.contract.bodies import ROUTES, body_schema
from tests.contract.conftest import Tenants
from tests.contract.records import Maker, collections
from tests.contract.test_documents import route_name

from mewayz_kit.records import CRUD
from mewayz_testing.house import House
from mewayz_testing.people import Seat, succeed

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = ("name", "title", "label", "subject", "text", "body", "role", "message", "description")
"""Fields for people, in which any text is right; one of them is patched."""

SEEDED = {
    "/api/v1/crm/pipelines": "the default pipeline, without which no deal could be made (contracts.md §2)",
    "/api/v1/crm/stages": "the stages of the default pipeline",
    "/api/v1/workspace/roles": "the built-in roles (workspace.md §10)",
}
"""Resources of which a new workspace already has some, and why; every other one begins empty."""


def has(method: str, path: str) -> bool:
    """Whether a route exists; names of path parameters do not matter."""
    return any(route["method"] == method and _shape(route["path"]) == _shape(path) for route in ROUTES)


def _shape(path: str) -> list[str]:
    return ["{}" if part.startswith("{") else part for part in path.split("/")]


def patch_of(path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A change that nothing speaks against: new text in a field for people, another answer to a yes-or-no, or another
    number."""
    [route] = [r for r in ROUTES if r["method"] == "PATCH" and _shape(r["path"]) == _shape(f"{path}/{{}}")]
    known = (body_schema(route) or {})["properties"]
    name = next((word for word in WORDS if word in known), None)
    if name is None:
        choice = next((field for field, schema in known.items() if _is(schema, "boolean")), None)
        if choice is not None:
            return {choice: not body.get(choice, False)}
        number = next(field for field, schema in known.items() if _is(schema, "integer"))
        return {number: (body.get(number) or 1) + 1}
    return {name: f"{body.get(name) or 'Word'} {uuid4().hex[:6]}"}


def _is(schema: Mapping[str, Any], kind: str) -> bool:
    return any(option.get("type") == kind for option in [schema, *schema.get("anyOf", ())])


def kept(sent: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was sent and comes back as something else."""
    return {
        name: (value, shown[name]) for name, value in sent.items() if name in shown and not _same(value, shown[name])
    }


def _same(sent: Any, shown: Any) -> bool:
    if isinstance(sent, dict) and isinstance(shown, dict):
        return not kept(sent, shown)
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(map(_same, sent, shown))
    return bool(sent == shown)


def verbs_told(house: House, service: str, record_id: str) -> list[str]:
    """The verbs of the events about one record, in order."""
    with sqlite3.connect(f"file:{house.data}/{service}.db?mode=ro", uri=True) as database:
        query = "SELECT type, envelope FROM outbox WHERE envelope LIKE ? ORDER BY id"
        rows = database.execute(query, (f'%"subject":"{record_id}"%',)).fetchall()
    return [kind.split(".")[-2] for kind, envelope in rows if orjson.loads(envelope)["subject"] == record_id]


@pytest.mark.parametrize("route", collections(), ids=route_name)
async def test_a_fresh_workspace_has_none(route: dict[str, Any], tenants: Tenants) -> None:
    answer = succeed(await tenants.fresh.get(route["path"], params={"count": "true"}))
    if route["path"] not in SEEDED:
        assert (answer["items"], answer["total"], answer["next_cursor"]) == ([], 0, None)
    else:
        assert answer["total"] == len(answer["items"]) > 0


@pytest.mark.parametrize("route", collections(), ids=route_name)
async def test_a_resource_lives_through_its_whole_life(route: dict[str, Any], tenants: Tenants, house: House) -> None:
    path, seat = route["path"], tenants.busy.seat
    maker = Maker(seat)
    await maker.body(route)  # what it refers to exists now, and does not count below
    before = await _total(seat, path)
    answer = await maker.create(route)
    assert answer.status_code == 201, answer.text
    body, created = maker.bodies[path], answer.json()
    item = f"{path}/{created['id']}"
    assert answer.headers["location"].endswith(item)
    assert kept(body, created) == {}

    read = await _read(seat, item, created)
    assert await _total(seat, path) == before + 1
    assert await _refuses_what_it_does_not_know(seat, path, body) == (422, 400)
    if has("PATCH", f"{path}/{{}}"):
        await _patch(seat, path, item, body, read)
    if has("DELETE", f"{path}/{{}}"):
        await _delete(seat, path, item)
        assert await _total(seat, path) == before
    if has("POST", f"{path}/{{}}/restore"):
        succeed(await seat.post(f"{item}/restore"))
        assert succeed(await seat.get(item))["id"] == created["id"]
        assert await _total(seat, path) == before + 1
    _told_everything(verbs_told(house, route["service"], created["id"]), path)


async def _total(seat: Seat, path: str) -> int:
    return int(succeed(await seat.get(path, params={"count": "true", "limit": "1"}))["total"])


async def _read(seat: Seat, item: str, created: Mapping[str, Any]) -> dict[str, Any]:
    """The record reads as it was answered; its version is its ETag, and asking again costs nothing."""
    answer = await seat.get(item)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    assert {name: value for name, value in read.items() if created.get(name) != value} == {}
    assert answer.headers["etag"] == f'"{read["version"]}"'
    again = await seat.get(item, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    found = succeed(await seat.get(item.rpartition("/")[0], params={"limit": "100"}))["items"]
    assert [row for row in found if row["id"] == created["id"]] == [read], "list and detail show the same"
    return read


async def _refuses_what_it_does_not_know(seat: Seat, path: str, body: Mapping[str, Any]) -> tuple[int, int]:
    extra = await seat.post(path, json={**body, "surprise": 1}, headers={"idempotency-key": str(uuid4())})
    assert [error["pointer"] for error in extra.json()["errors"]] == ["/surprise"]
    unknown = await seat.get(path, params={"surprise": "1"})
    return extra.status_code, unknown.status_code


async def _patch(seat: Seat, path: str, item: str, body: Mapping[str, Any], read: Mapping[str, Any]) -> None:
    """A change keeps the rest; the version read before is stale then, and an unknown field is refused."""
    change, stale = patch_of(path, body), f'"{read["version"]}"'
    changed = await seat.patch(item, json=change, headers={"if-match": stale})
    assert changed.status_code == 200, changed.text
    assert kept(change, changed.json()) == {}
    assert changed.json()["version"] > read["version"]
    kept_fields = set(read) - set(change) - {"version", "updated_at"}
    same = {name for name in kept_fields if changed.json()[name] == read[name]}
    assert kept_fields - same <= {"display_name"}, "a merge patch leaves absent fields alone"
    late = await seat.patch(item, json=change, headers={"if-match": stale})
    assert (late.status_code, late.json()["code"]) == (412, "version_mismatch")
    assert (await seat.patch(item, json={"surprise": 1})).status_code == 422
    assert succeed(await seat.get(item)) == changed.json()


async def _delete(seat: Seat, path: str, item: str) -> None:
    whatever = {"if-match": "*"}  # documents demand it
    gone = await seat.delete(item, headers=whatever)
    assert gone.status_code == 204, gone.text
    assert (await seat.get(item)).status_code == 404
    if has("PATCH", f"{path}/{{}}"):
        assert (await seat.patch(item, json={}, headers=whatever)).status_code == 404
    assert (await seat.delete(item, headers=whatever)).status_code == 404


def _told_everything(verbs: list[str], path: str) -> None:
    """Every change of the record was published, in order (api.md, events and webhooks).

    Making one may move it among others at once, so an update may be told twice.
    """
    expected = ["created"]
    if has("PATCH", f"{path}/{{}}"):
        expected.append("updated")
    if has("DELETE", f"{path}/{{}}"):
        expected.append("deleted")
    if has("POST", f"{path}/{{}}/restore"):
        expected.append("updated")
    assert [verb for verb, _ in groupby(verb for verb in verbs if verb in CRUD)] == expected
