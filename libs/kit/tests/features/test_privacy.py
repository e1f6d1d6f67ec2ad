"""What a service answers when a person leaves, asks for their data, or a workspace is purged."""

import csv
import hashlib
import io
import json
import zipfile
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_kit import privacy
from mewayz_kit.ids import new_id
from mewayz_kit.tombstones import is_erased
from mewayz_testing.bench import ServiceBench

FIRMS = "/api/v1/probe/firms"
AUDITED = "/api/v1/probe/audited"
DIARIES = "/api/v1/probe/diaries"


async def rows(bench: ServiceBench, table: str) -> list[Any]:
    async with bench.runtime.db.read.connect() as connection:
        found = await connection.execute(sa.select(bench.runtime.service.base.metadata.tables[table]))
        return list(found.all())


async def answers(bench: ServiceBench, type_: str) -> list[dict[str, Any]]:
    return [event.data for event in await bench.published(type_)]


async def write(bench: ServiceBench, user: UUID, *titles: str) -> None:
    for title in titles:
        answer = await bench.person(user).post(DIARIES, json={"title": title})
        assert answer.status_code == 201, answer.text


async def test_nothing_stands_against_an_erasure_unless_a_feature_says_so(bench: ServiceBench) -> None:
    user, erasure = new_id(), new_id()
    event = {"erasure": str(erasure), "user": str(user)}
    await bench.deliver("identity.erasure.check_requested.v1", event, public=False)
    await write(bench, user, "unfinished business")
    await bench.deliver("identity.erasure.check_requested.v1", event, public=False)
    assert await answers(bench, "probe.erasure.checked.v1") == [
        {"erasure": str(erasure), "clear": True, "blockers": []},
        {
            "erasure": str(erasure),
            "clear": False,
            "blockers": [{"code": "unfinished", "title": "Something is unfinished.", "ref": "unfinished business"}],
        },
    ]
    assert [row.title for row in await rows(bench, "diaries")] == ["unfinished business"]


async def test_a_person_is_erased_once_and_the_answer_is_given_again(bench: ServiceBench) -> None:
    user, other, erasure = new_id(), new_id(), new_id()
    await write(bench, user, "one", "two")
    await write(bench, other, "theirs")
    event = {"erasure": str(erasure), "user": str(user), "pseudonym": "person-7"}
    for _ in range(2):
        await bench.deliver("identity.user.deleted.v1", event, public=False)
    assert [row.title for row in await rows(bench, "diaries")] == ["theirs"]
    answer = {"erasure": str(erasure), "counts": {"diaries": 2, "signatures": 1}}
    assert await answers(bench, "probe.erasure.completed.v1") == [answer, answer]
    async with bench.uow() as uow:
        assert await is_erased(uow, "user", user)
        assert not await is_erased(uow, "user", other)


async def test_a_person_gets_everything_that_is_held_about_them(bench: ServiceBench) -> None:
    user, export = new_id(), new_id()
    await write(bench, user, "=one", "two")
    await write(bench, new_id(), "theirs")
    event = {"export": str(export), "user": str(user), "deadline": "2030-01-01T00:00:00Z"}
    await bench.deliver("identity.export.requested.v1", event, public=False)
    [part] = await answers(bench, "probe.export_part.ready.v1")
    assert part["counts"] == {"diaries": 2, "signed": 1}
    content = b"".join([chunk async for chunk in bench.runtime.files.exchange.get(part["file"])])
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (part["sha256"], part["bytes"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        diaries = json.loads(archive.read("diaries.json"))
        lines = list(csv.DictReader(io.StringIO(archive.read("diaries.csv").decode("utf-8-sig"), newline="")))
        assert json.loads(archive.read("signed.json")) == [{"by": str(user)}]
    assert sorted(row["title"] for row in diaries) == ["=one", "two"]
    assert diaries[0]["created_at"].endswith("Z")
    assert "lock_secret" not in diaries[0]
    assert sorted(line["title"] for line in lines) == ["'=one", "two"]
    bench.clock.advance(days=7, seconds=1)
    await bench.run_until_idle()
    assert await bench.runtime.files.exchange.head(part["file"]) is None


async def test_a_purged_workspace_leaves_nothing_and_does_not_come_back(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "BATCH", 2)
    workspace, other = await bench.workspace(), await bench.workspace()
    member, neighbour = bench.member(workspace), bench.member(other)
    parent = (await member.post(AUDITED, json={"name": "Parent"})).json()["id"]
    for number in range(4):
        made = await member.post(AUDITED, json={"name": f"Firm {number}", "parent_id": parent})
        assert made.status_code == 201, made.text
    await neighbour.post(AUDITED, json={"name": "Theirs"})
    await bench.person().post(DIARIES, json={"title": "mine"})
    uploaded = await member.post(f"{FIRMS}/imports", content=b"name\nA\n", headers={"content-type": "text/csv"})
    file = f"imports/{uploaded.json()['id']}.csv"

    event = {"id": str(workspace), "name": "Acme"}
    for _ in range(2):
        await bench.deliver("workspace.workspace.purge_requested.v1", event, workspace_id=workspace)
    receipts = await bench.published("probe.purge.completed.v1")
    assert [receipt.workspaceid for receipt in receipts] == [workspace, workspace]
    assert [receipt.data for receipt in receipts] == [
        {"workspace": str(workspace), "counts": {"firms": 5, "imports": 1, "logos": 1}}
    ] * 2
    assert [row.name for row in await rows(bench, "firms")] == ["Theirs"]
    assert [row.note for row in await rows(bench, "audits")] == ["created"] * 6
    assert [row.title for row in await rows(bench, "diaries")] == ["mine"]
    assert await rows(bench, "kit_imports") == []
    assert await bench.runtime.files.head(file) is None

    await bench.workspace(workspace_id=workspace)
    assert [row.workspace_id for row in await rows(bench, "kit_workspaces")] == [other]
    await bench.workspace(workspace_id=other, name="Renamed")
    assert [row.name for row in await rows(bench, "kit_workspaces")] == ["Renamed"]
