"""The index of words is true whatever becomes of the records, and every database finds the same by it."""

from contextlib import suppress
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from mewayz_kit import words
from mewayz_kit.db import Database
from mewayz_kit.portable import table_of
from mewayz_testing.bench import ServiceBench
from mewayz_testing.suites.storage_probe import Person

PEOPLE = "/api/v1/store/people"
index: sa.Table = table_of(Person).info["words"]
ANN = {"name": "Ann-Marie O'Neil", "about": "ann@navy.example, +49 30 1234"}


async def found(member: httpx2.AsyncClient, q: str, **parameters: str) -> list[str]:
    """Names on a page, newest first."""
    answer = await member.get(PEOPLE, params={"q": q, "count": "true", **parameters})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["next_cursor"] or "cursor" in parameters or page["total"] == len(page["items"])
    return [item["name"] for item in page["items"]]


async def add(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A person."""
    answer = await member.post(PEOPLE, json=fields)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


class WordsSuite:
    """A part of the storage suite."""

    @pytest.fixture(params=[words.FEW, 1], ids=["few", "many"])
    def few(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
        """Both ways of a search: by ids, and by a look at each row."""
        monkeypatch.setattr(words, "FEW", request.param)
        return int(request.param)

    @pytest.mark.usefixtures("few")
    async def test_each_word_of_a_search_begins_a_word_of_the_record(self, member: httpx2.AsyncClient) -> None:
        await add(member, **ANN)
        await add(member, name="Annette Müller", about="annette@navy.example", kind="gold")
        await add(member, name="Bob")
        both = ["Annette Müller", "Ann-Marie O'Neil"]
        for q, names in {
            "ann": both,
            "NAVY ann": both,
            "marie o'neil": both[1:],
            "ann@navy.example": both,
            "annette mueller": [],
            "annette muller": both[:1],
            "301234": both[1:],
            "nn": [],
            "%": [],
            "x": [],
            " ": ["Bob", *both],
        }.items():
            assert await found(member, q) == names, q
        assert await found(member, "navy", kind="gold") == both[:1]
        assert await found(member, "navy", sort="name") == both[::-1]

    @pytest.mark.usefixtures("few")
    async def test_pages_of_a_search_neither_repeat_nor_skip(self, member: httpx2.AsyncClient) -> None:
        for number in range(7):
            await add(member, name=f"n{number} load", kind="gold" if number % 2 else "plain")
        for more in ({}, {"kind": "plain"}):
            seen: list[str] = []
            asked = {"q": "lo n", "limit": "2", **more}
            while asked.get("cursor") != "":
                page = (await member.get(PEOPLE, params=asked)).json()
                seen += [item["name"] for item in page["items"]]
                asked["cursor"] = page["next_cursor"] or ""
            assert seen == [f"n{number} load" for number in range(6, -1, -2 if more else -1)]

    async def test_words_follow_their_record(
        self, member: httpx2.AsyncClient, bench: ServiceBench, database: Database
    ) -> None:
        made = await add(member, **ANN)
        where = f"{PEOPLE}/{made['id']}"
        other = bench.member(await bench.workspace())
        assert await found(other, "ann") == []
        await member.patch(where, json={"name": "Grace", "about": None})
        assert (await found(member, "ann"), await found(member, "gra")) == ([], ["Grace"])
        assert await self.kept(database) == [(made["id"], "grace")]
        await member.delete(where)
        assert await found(member, "grace") == []
        await member.post(f"{where}/restore")
        assert await found(member, "grace") == ["Grace"]
        async with database.write.begin() as connection:
            await connection.execute(sa.delete(table_of(Person)))
        assert await self.kept(database) == []

    async def test_what_is_taken_back_leaves_no_words(
        self, member: httpx2.AsyncClient, bench: ServiceBench, database: Database
    ) -> None:
        kept = await add(member, name="Grace")
        async with bench.uow(workspace_id=await bench.workspace()) as uow:
            with suppress(ArithmeticError):
                async with uow.savepoint():
                    uow.add(Person(name="Lost"))
                    await uow.flush()
                    raise ArithmeticError
        assert await self.kept(database) == [(kept["id"], "grace")]

    async def test_rows_that_were_written_without_the_session_get_their_words(
        self, member: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(words, "BATCH", 2)
        for number in range(5):
            await add(member, name=f"n{number}", about="same")
        before = await self.kept(database)
        assert len(before) == 10
        async with database.write.begin() as connection:
            await connection.execute(sa.delete(index).where(index.c.word != "n3"))
            await connection.execute(sa.update(index).values(word="stale"))
        for _ in range(2):
            async with database.write.connect() as connection:
                await connection.run_sync(words.fill, "people", index.info["fields"])
                await connection.commit()
            assert await self.kept(database) == before

    async def kept(self, database: Database) -> list[tuple[str, str]]:
        """Every word of every record."""
        statement = sa.select(index.c.record_id, index.c.word).order_by(index.c.record_id, index.c.word)
        async with database.read.connect() as connection:
            return [(str(record_id), word) for record_id, word in await connection.execute(statement)]
