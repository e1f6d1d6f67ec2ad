"""How lists read: in the scope of who asks, and entering an index at the place of their page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from mewayz_sample.things.models import Thing
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from mewayz_kit.ids import new_id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.reading import Reader
from mewayz_kit.tenancy import Scope, TenancyError, narrowed_to_owner, owner_of
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/sample/things"
TABLE: sa.Table = Thing.__table__  # type: ignore[attr-defined]
RULES = ListRules(Thing, ("name",), ("name", "size", "created_at"), ("created_at", "name"), ("name",))


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ({}, None),
        ({"name": "a"}, None),
        ({"created_at[lt]": "2026-01-01T00:00:00Z"}, ("created_at", "id")),
        ({"created_at[lt]": "2026-01-01T00:00:00Z", "size": "1", "name": "a"}, ("name", "size", "created_at", "id")),
        ({"created_at[lt]": "2026-01-01T00:00:00Z", "size[gt]": "1"}, None),
        ({"created_at[lt]": "2026-01-01T00:00:00Z", "q": "a"}, None),
        ({"created_at[lt]": "2026-01-01T00:00:00Z", "sort": "name"}, None),
    ],
)
def test_the_span_of_a_page_is_known_when_nothing_else_narrows_it(
    asked: Mapping[str, str], span: tuple[str, ...] | None
) -> None:
    assert parse_list(RULES, asked.items()).span == span


async def test_a_later_page_enters_the_index_at_its_place(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    for number in range(3):
        await member.post(URL, json={"name": f"n{number}"})
    first = (await member.get(URL, params={"limit": 1})).json()
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(bench.runtime.db.read.sync_engine, "before_cursor_execute", note)
    second = await member.get(URL, params={"limit": 1, "cursor": first["next_cursor"]})
    assert [item["name"] for item in second.json()["items"]] == ["n1"]
    [statement] = [text for text in said if "FROM things" in text]
    assert ("FORCE INDEX (ix_things_page)" in statement) == (bench.runtime.db.dialect != "sqlite")


async def test_a_reader_sees_its_scope_and_nothing_without_one(bench: ServiceBench) -> None:
    here, there = await bench.workspace(), await bench.workspace()
    made = (await bench.member(here).post(URL, json={"name": "ours"})).json()
    reader, query = Reader(TABLE, ["id", "name", "created_at"]), parse_list(RULES, [])
    async with bench.uow(workspace_id=here) as uow:
        assert [row["name"] for row in await reader.page(uow, query)] == ["ours"]
        assert await reader.count(uow, query) == 1
    async with bench.uow(workspace_id=there) as uow:
        assert await reader.page(uow, query) == []
        assert await reader.one(uow, UUID(made["id"])) is None
        with uow.unscoped("a test looks at every tenant"):
            assert [row["name"] for row in await reader.page(uow, query)] == ["ours"]
    async with bench.uow() as uow:
        with pytest.raises(TenancyError):
            await reader.page(uow, query)
        with pytest.raises(StatementError):
            await uow.execute(narrowed_to_owner(sa.select(TABLE.c.id), TABLE))


def test_the_owner_of_a_table_is_the_tenant_of_the_scope() -> None:
    workspace = new_id()
    assert list(owner_of(TABLE, Scope(workspace_id=workspace)).values()) == [workspace]
    assert owner_of(TABLE, Scope(unscoped="a reason")) == {}
    with pytest.raises(TenancyError):
        owner_of(TABLE, Scope(user_id=new_id()))
