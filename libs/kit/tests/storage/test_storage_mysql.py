"""The suite on MySQL or MariaDB by both drivers, and what only a server can do to us."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mewayz_kit.db import Database, is_deadlock, open_database
from mewayz_kit.ids import new_id
from mewayz_kit.problems import translate
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race
from mewayz_testing.suites.storage import ITEMS, StorageSuite, items, row
from mewayz_testing.suites.storage_probe import Item

pytestmark = pytest.mark.mysql


class ServerSuite(StorageSuite):
    """Inherit and name the driver."""

    driver: str

    @pytest.fixture
    def url(self) -> Iterator[str]:
        yield servers.create_schema("store").replace("mysql+aiomysql:", f"mysql+{self.driver}:")
        servers.drop_schemas("store")

    async def kill(self, schema: str, *connections: int) -> None:
        """End connections as an operator, or a failing server, would."""
        database = open_database(schema)
        async with database.read.connect() as connection:
            for number in connections:
                await connection.exec_driver_sql(f"KILL {number}")
        await database.close()

    async def test_two_transactions_see_what_the_other_has_committed_since(self, database: Database) -> None:
        """READ COMMITTED: a transaction keeps no snapshot, so a check made late is made on what is there now."""
        count = sa.select(sa.func.count()).select_from(items)
        async with database.write.connect() as one, one.begin(), database.write.connect() as other:
            assert await one.scalar(count) == 0
            async with other.begin():
                await other.execute(sa.insert(items), row("new"))
                assert await one.scalar(count) == 0
            assert await one.scalar(count) == 1

    async def test_rows_that_another_has_locked_are_skipped_without_waiting(self, database: Database) -> None:
        await self.put(database, *(row(str(number)) for number in range(6)))
        claim = sa.select(items.c.code).order_by(items.c.id).limit(2).with_for_update(skip_locked=True)
        async with database.write.connect() as one, one.begin(), database.write.connect() as other:
            assert list(await one.scalars(claim)) == ["0", "1"]
            async with other.begin():
                assert list(await other.scalars(claim)) == ["2", "3"]
            await one.rollback()
            async with other.begin():
                assert list(await other.scalars(claim)) == ["0", "1"], "nothing stays locked"

    async def test_a_connection_that_is_killed_in_the_middle_costs_one_request_only(
        self, bench: ServiceBench, member: httpx2.AsyncClient, schema: str
    ) -> None:
        workspace = await bench.workspace()

        async def be_killed() -> None:
            async with bench.uow(workspace_id=workspace) as uow:
                uow.add(Item(code="lost"))
                await uow.flush()
                [number] = (await uow.execute(sa.text("SELECT CONNECTION_ID()"))).scalars()
                await self.kill(schema, number)
                uow.add(Item(code="never"))
                await uow.flush()

        with pytest.raises(DBAPIError) as lost:
            await be_killed()
        problem = translate(lost.value)
        assert (problem.status, problem.code) == (503, "database_unavailable")
        assert (await member.post(ITEMS, json={"code": "next"})).status_code == 201
        assert (await member.get(ITEMS)).status_code == 200
        assert await self.ask(bench.runtime.db, sa.select(items.c.code)) == ["next"]

    async def pooled(self, database: Database) -> AsyncIterator[int]:
        """The numbers of the connections that wait in the pools. The process list of the server names them too, but
        MySQL 9 cannot show it while a statement with bytes in it runs."""
        async with AsyncExitStack() as lent:
            for engine in (database.write, database.read):
                for _ in range(engine.pool.checkedin()):  # type: ignore[attr-defined]
                    connection = await lent.enter_async_context(engine.connect())
                    yield (await connection.execute(sa.text("SELECT CONNECTION_ID()"))).scalar_one()

    @pytest.mark.parametrize("idle", [True, False])
    async def test_an_emptied_pool_fills_again(
        self, bench: ServiceBench, member: httpx2.AsyncClient, schema: str, monkeypatch: pytest.MonkeyPatch, idle: bool
    ) -> None:
        """A server that restarts ends every connection. Nobody notices; if it took no longer than a connection is
        trusted unasked, one request does."""
        monkeypatch.setattr("mewayz_kit.db.IDLE_SECONDS", 0.0 if idle else 3600.0)
        made = (await member.post(ITEMS, json={"code": "here"})).json()
        await self.kill(schema, *[number async for number in self.pooled(bench.runtime.db)])
        statuses = [(await member.get(f"{ITEMS}/{made['id']}")).status_code for _ in range(3)]
        assert statuses == [200 if idle else 503, 200, 200]
        written = [(await member.post(ITEMS, json={"code": f"new {n}"})).status_code for n in range(3)]
        assert written == [201, 201, 201]

    @pytest.mark.parametrize("keyed", [True, False])
    async def test_who_is_sacrificed_to_end_a_deadlock_does_it_again(self, bench: ServiceBench, keyed: bool) -> None:
        """Two write the same rows, one of them in the other order: the server undoes what one of both has done."""
        member, rounds = bench.member(await bench.workspace()), 0
        made = [(await member.post(ITEMS, json={"code": f"{number}"})).json()["id"] for number in range(20)]

        async def write(number: int) -> httpx2.Response:
            mine, order = f"{new_id()}", made if number else made[::-1]
            changes = [{"op": "update", "id": one, "data": {"label": mine}} for one in order]
            headers = {"idempotency-key": mine} if keyed else {}
            return await member.post(f"{ITEMS}/bulk", json={"operations": changes}, headers=headers)

        met: list[bool] = []
        engine = bench.runtime.db.write.sync_engine
        sa.event.listen(engine, "handle_error", lambda context: met.append(is_deadlock(context.sqlalchemy_exception)))
        answers: list[Any] = []
        while not any(met):  # until somebody has stood in somebody's way
            answers += await race(write, callers=2)
            rounds += 1
            assert rounds < 30, "nobody is sacrificed"
        for answer in answers:
            assert isinstance(answer, httpx2.Response), answer
            assert answer.status_code == 207, answer.text
            assert {one["status"] for one in answer.json()["results"]} == {200}, answer.text
        written = sa.select(items.c.label, items.c.version).distinct()
        async with bench.runtime.db.read.connect() as connection:
            [(_, version)] = (await connection.execute(written)).all()
        assert version == 1 + 2 * rounds, "each of them wrote every row once, and all by itself"


class TestAiomysql(ServerSuite):
    driver = "aiomysql"


class TestAsyncmy(ServerSuite):
    driver = "asyncmy"
