"""What every database must do for us, so that nothing above `mewayz_kit.db` asks which one it is.

::

    class TestSqlite(StorageSuite):
        @pytest.fixture
        def url(self, tmp_path: Path) -> str:
            return f"sqlite+aiosqlite:///{tmp_path}/store.db"
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from mewayz_kit.db import LOCK_WAIT_SECONDS, Database, open_database
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Runner
from mewayz_kit.money import Money
from mewayz_kit.portable import increment, insert_ignore, table_of, text_search, upsert
from mewayz_kit.problems import translate
from mewayz_kit.uow import UnitOfWork
from mewayz_testing.bench import ServiceBench
from mewayz_testing.suites.storage_probe import Base, Item, Tally, store
from mewayz_testing.suites.words import WordsSuite

ITEMS = "/api/v1/store/items"
EMOJI = "Žluťoučký kůň 🐎👩‍👩‍👧 漢字 "
LABELS = ("MÜLLER & Söhne", "Müller", "50% off!", "50 percent", "snake_case", "back\\slash", "O'Neil 🐎", "L'été")
SEARCHES = {"müller": [0, 1], "MÜLLER söhne": [0], "ÉTÉ": [7], "muller": [], "🐎 o'n": [6], "'n": [6]}
SEARCHES |= {"50%": [2], "%": [2], "_": [4], "off!": [2], "!": [2], "\\": [5], "x3": [3]}
"""Words, and the places of the labels that they find."""
items, tallies = table_of(Item), table_of(Tally)


def row(code: str, **more: Any) -> dict[str, Any]:
    """The columns of one item."""
    now = datetime.now(UTC)
    known = {"id": new_id(), "version": 1, "created_at": now, "updated_at": now, "workspace_id": UUID(int=1)}
    return known | {"code": code, "label": None} | more


class StorageSuite(WordsSuite):
    """Inherit and give `url`: an empty database."""

    @pytest.fixture
    def url(self) -> str:
        """The URL of an empty database."""
        raise NotImplementedError

    @pytest.fixture
    async def schema(self, url: str) -> str:
        """The URL once the tables are there."""
        database = open_database(url)
        async with database.write.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await database.close()
        return url

    @pytest.fixture
    async def database(self, schema: str) -> AsyncIterator[Database]:
        """Its engines."""
        opened = open_database(schema)
        yield opened
        await opened.close()

    @pytest.fixture
    async def bench(self, schema: str, tmp_path: Path) -> AsyncIterator[ServiceBench]:
        """The service on it."""
        async with ServiceBench.open(store(), schema, files_url=f"file://{tmp_path}/files") as opened:
            yield opened

    @pytest.fixture
    async def member(self, bench: ServiceBench) -> httpx2.AsyncClient:
        """Somebody who may do everything."""
        return bench.member(await bench.workspace())

    @asynccontextmanager
    async def stranger(self, schema: str) -> AsyncIterator[AsyncConnection]:
        """A transaction of another process."""
        database = open_database(schema)
        try:
            async with database.write.connect() as connection, connection.begin() as transaction:
                yield connection
                await transaction.rollback()
        finally:
            await database.close()

    async def put(self, database: Database, *rows: dict[str, Any]) -> None:
        """Insert items and commit."""
        async with database.write.begin() as connection:
            for values in rows:
                await connection.execute(sa.insert(items), values)

    async def ask(self, database: Database, statement: sa.Select[Any]) -> list[Any]:
        """The first column of what the read engine finds."""
        async with database.read.connect() as connection:
            return list((await connection.execute(statement)).scalars())

    # --- columns -------------------------------------------------------------------------------------------

    async def test_ids_are_stored_whole_and_ordered_like_their_values(self, database: Database) -> None:
        ids = [UUID(int=2**number) for number in (0, 7, 8, 63, 64, 120, 127)] + [new_id() for _ in range(20)]
        await self.put(database, *(row(str(id_), id=id_) for id_ in reversed(ids)))
        assert await self.ask(database, sa.select(items.c.id).order_by(items.c.id)) == sorted(ids)
        assert await self.ask(database, sa.select(items.c.id).where(items.c.id == ids[3])) == [ids[3]]

    async def test_moments_keep_microseconds_and_come_back_in_utc(self, database: Database) -> None:
        moments = [
            datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
            datetime(2100, 12, 31, 12, tzinfo=timezone(-timedelta(hours=8))),
        ]
        await self.put(database, *(row(str(number), at=moment) for number, moment in enumerate(moments)))
        stored = await self.ask(database, sa.select(items.c.at).order_by(items.c.code))
        assert stored == moments
        assert all(moment.utcoffset() == timedelta(0) for moment in stored)
        before = sa.select(items.c.code).where(items.c.at < moments[0])
        assert await self.ask(database, before) == ["1"]
        assert await self.ask(database, before.where(items.c.at >= moments[0] - timedelta(microseconds=1))) == []

    async def test_a_naive_moment_is_refused(self, database: Database) -> None:
        with pytest.raises(StatementError, match="time zone"):
            await self.put(database, row("naive", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point

    async def test_documents_come_back_as_they_were_and_none_is_null(self, database: Database) -> None:
        documents = [{"a": [1, None, 2.5, True, {"ü": EMOJI}], "big": 2**53}, [], {}, "text", 0, False, None]
        await self.put(database, *(row(str(number), document=found) for number, found in enumerate(documents)))
        assert await self.ask(database, sa.select(items.c.document).order_by(items.c.code)) == documents
        null = sa.select(items.c.code).where(items.c.document.is_(None))
        assert await self.ask(database, null) == [str(len(documents) - 1)]

    async def test_a_text_of_a_mebibyte_with_emoji(self, database: Database) -> None:
        text = (EMOJI * (2**20 // len(EMOJI.encode()) + 1)) + "\\ ' \" % \n\r\t end"
        assert len(text.encode()) > 2**20
        await self.put(database, row("long", text=text))
        assert await self.ask(database, sa.select(items.c.text)) == [text]

    async def test_money(self, bench: ServiceBench) -> None:
        workspace = await bench.workspace()
        prices = [Money(amount=2**63 - 1, currency="EUR"), Money(amount=-1, currency="JPY"), None]
        async with bench.uow(workspace_id=workspace) as uow:
            for number, price in enumerate(prices):
                item = Item(code=str(number))
                item.price = price
                uow.add(item)
        async with bench.uow(workspace_id=workspace) as uow:
            assert [item.price for item in await uow.all(sa.select(Item).order_by(Item.code))] == prices

    async def test_texts_are_compared_and_ordered_by_code_point(self, database: Database) -> None:
        codes = ["a", "A", "ä", "Ä", "ß", "ss", "é", "e\u0301", "😀", "😁", "漢", "\uffee", "🐎"]
        await self.put(database, *map(row, codes))
        for code in codes:
            assert await self.ask(database, sa.select(items.c.code).where(items.c.code == code)) == [code]
        assert await self.ask(database, sa.select(items.c.code).order_by(items.c.code)) == sorted(codes)

    # --- portable statements ---------------------------------------------------------------------------------

    async def test_insert_ignore_keeps_what_is_there_by_any_unique_key(self, database: Database) -> None:
        first = row("one", label="first")
        ignoring = insert_ignore(database.dialect, Item)
        async with database.write.begin() as connection:
            await connection.execute(ignoring, [first, row("two")])
            await connection.execute(ignoring, [first | {"label": "again"}, row("one"), row("three")])
        assert await self.ask(database, sa.select(items.c.code).order_by(items.c.id)) == ["one", "two", "three"]
        assert await self.ask(database, sa.select(items.c.label).where(items.c.code == "one")) == ["first"]

    @pytest.mark.parametrize("bad", [{"label": None, "code": None}, {"parent_id": UUID(int=9)}])
    async def test_insert_ignore_ignores_nothing_else(self, database: Database, bad: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError):
            async with database.write.begin() as connection:
                await connection.execute(insert_ignore(database.dialect, Item), [row("bad") | bad])
        assert await self.ask(database, sa.select(items.c.code)) == []

    async def test_upsert_inserts_and_then_sets(self, database: Database) -> None:
        for seen, note in ((1, "new"), (5, None)):
            values = {"day": "2026-11-25", "kind": "ü", "seen": seen, "note": note}
            async with database.write.begin() as connection:
                await connection.execute(upsert(database.dialect, Tally, ("day", "kind"), values))
        async with database.read.connect() as connection:
            assert (await connection.execute(sa.select(tallies))).all() == [("2026-11-25", "ü", 5, None)]

    async def test_increment_adds_to_what_is_there(self, database: Database) -> None:
        for _ in range(3):
            rows = [{"day": "d", "kind": kind, "seen": seen} for kind, seen in (("a", 2), ("b", -1))]
            async with database.write.begin() as connection:
                await connection.execute(increment(database.dialect, Tally, rows, "seen"))
        assert await self.ask(database, sa.select(tallies.c.seen).order_by(tallies.c.kind)) == [6, -3]

    @pytest.mark.parametrize(("words", "found"), SEARCHES.items())
    async def test_search_takes_words_literally_and_without_case(
        self, database: Database, words: str, found: list[int]
    ) -> None:
        await self.put(database, *(row(f"x{number}", label=label) for number, label in enumerate(LABELS)))
        search = sa.select(items.c.code).where(text_search([items.c.label, items.c.code], words))
        assert await self.ask(database, search.order_by(items.c.code)) == [f"x{number}" for number in found]

    # --- constraints -----------------------------------------------------------------------------------------

    async def test_a_violated_constraint_is_named_to_the_client(self, member: httpx2.AsyncClient) -> None:
        parent = (await member.post(ITEMS, json={"code": "🐎"})).json()["id"]
        assert (await member.post(ITEMS, json={"code": "child", "parent_id": parent})).status_code == 201
        again = await member.post(ITEMS, json={"code": "🐎"})
        assert (again.status_code, again.json()["code"]) == (409, "code_taken")
        kept = await member.delete(f"{ITEMS}/{parent}")
        assert (kept.status_code, kept.json()["code"]) == (409, "reference_conflict")
        assert (await member.get(ITEMS, params={"count": "true"})).json()["total"] == 2

    async def test_a_reference_to_nothing_is_refused(self, database: Database) -> None:
        with pytest.raises(IntegrityError) as refused:
            await self.put(database, row("orphan", parent_id=new_id()))
        assert translate(refused.value, metadata=Base.metadata).code == "reference_conflict"

    # --- transactions ----------------------------------------------------------------------------------------

    async def test_what_is_not_committed_is_seen_by_nobody_and_then_by_all(self, database: Database) -> None:
        count = sa.select(sa.func.count()).select_from(items)
        async with database.read.connect() as reader:
            assert await reader.scalar(count) == 0
            async with database.write.connect() as writer, writer.begin() as transaction:
                await writer.execute(sa.insert(items), row("new"))
                assert await writer.scalar(count) == 1
                assert await reader.scalar(count) == 0
                await transaction.commit()
            assert await reader.scalar(count) == 1, "a read connection keeps no snapshot between statements"

    async def test_a_savepoint_takes_back_its_rows_and_messages_only(self, bench: ServiceBench) -> None:
        async def fail_late(uow: UnitOfWork) -> None:
            async with uow.savepoint():
                uow.add(Item(code="lost"))
                uow.emit("store.item.lost.v1", {}, subject="1")
                await uow.flush()
                uow.add(Item(code="kept"))
                await uow.flush()

        async with bench.uow(workspace_id=await bench.workspace()) as uow:
            uow.add(Item(code="kept"))
            uow.emit("store.item.kept.v1", {}, subject="1")
            with pytest.raises(IntegrityError):
                await fail_late(uow)
            async with uow.savepoint():
                uow.add(Item(code="kept too"))
        assert await self.ask(bench.runtime.db, sa.select(items.c.code).order_by(items.c.id)) == ["kept", "kept too"]
        assert [e.type for e in await bench.published() if e.type.startswith("store.item")] == ["store.item.kept.v1"]

    async def test_four_runners_share_rows_without_overlap(
        self, bench: ServiceBench, schema: str, tmp_path: Path
    ) -> None:
        inbox, now = bench.runtime.inbox, bench.clock.now()
        messages = [bench.runtime.timer_envelope(handler, n) for handler in inbox.handlers.values() for n in range(60)]
        wanted = [inbox.row(f"{m.subject}.{n}", m, due=now) for n, m in enumerate(messages)]
        async with bench.runtime.db.write.begin() as connection:
            await connection.execute(inbox.insert(), wanted)
        async with AsyncExitStack() as stack:
            files = f"file://{tmp_path}/files"
            others = [
                await stack.enter_async_context(ServiceBench.open(store(), schema, files_url=files, clock=bench.clock))
                for _ in range(3)
            ]
            runners = [Runner(process.runtime, batch=7) for process in (bench, *others)]
            claimed: list[int] = []

            async def drain(runner: Runner) -> None:
                while claims := await runner._claim():
                    claimed.extend(claim.id for claim in claims)

            await asyncio.gather(*map(drain, runners))
        # Skipped while locked by another runner is not lost: whatever is left comes with the next look.
        await drain(runners[0])
        assert len(claimed) == len(wanted)
        assert len(set(claimed)) == len(wanted)

    @pytest.mark.slow
    async def test_who_waits_too_long_for_a_lock_is_told_409(
        self, member: httpx2.AsyncClient, bench: ServiceBench, schema: str
    ) -> None:
        made = (await member.post(ITEMS, json={"code": "wanted"})).json()
        loop = asyncio.get_running_loop()
        async with self.stranger(schema) as holder:
            await holder.execute(sa.update(items).values(label="held"))
            began = loop.time()
            refused = await member.patch(f"{ITEMS}/{made['id']}", json={"label": "mine"})
            waited = loop.time() - began
        assert (refused.status_code, refused.json()["code"]) == (409, "busy")
        assert waited >= LOCK_WAIT_SECONDS - 1
        assert (await member.patch(f"{ITEMS}/{made['id']}", json={"label": "mine"})).json()["label"] == "mine"
