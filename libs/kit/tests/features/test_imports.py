"""Importing and exporting through the routes of a resource."""

import asyncio
import csv
import io
import signal
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openpyxl import Workbook

from mewayz_kit.contracts import published_events
from mewayz_kit.exports import MEDIA
from mewayz_kit.ids import new_id
from mewayz_kit.imports import jobs
from mewayz_kit.inbox import Work
from mewayz_kit.openapi import openapi
from mewayz_kit.run import create_api
from mewayz_kit.service import Service
from mewayz_kit.transport.base import Envelope
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/probe/firms"
BOOKS = "/api/v1/probe/books"
CSV = {"content-type": "text/csv"}
FILE = (
    "Name,Industry,Employees,Country\r\nFerrell LLC,Plastics,3498,Norway\r\n=Evil,,,\r\n,Toys,1,\r\nAcme,Toys,many,\r\n"
)


async def upload(member: httpx2.AsyncClient, text: str | bytes, *, url: str = URL) -> dict[str, Any]:
    body = text.encode() if isinstance(text, str) else text
    answer = await member.post(f"{url}/imports", files={"file": ("firms.csv", body, "text/csv")})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def step(
    member: httpx2.AsyncClient, bench: ServiceBench, job: dict[str, Any], verb: str, *, url: str = URL, **body: Any
) -> dict[str, Any]:
    where = f"{url}/imports/{job['id']}"
    answer = await member.post(f"{where}/{verb}", **({"json": body} if body else {}))
    assert answer.status_code in {200, 202}, answer.text
    await bench.run_until_idle()
    return dict((await member.get(where)).json())


async def run(
    member: httpx2.AsyncClient, bench: ServiceBench, text: str | bytes, *, url: str = URL, **plan: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Upload, map as suggested, rehearse, apply: the answers of the dry run and of the real one."""
    job = await upload(member, text, url=url)
    plan = {"mapping": job["suggested"], "mode": "upsert", "upsert_key": "name"} | plan
    await step(member, bench, job, "map", url=url, **plan)
    rehearsed = await step(member, bench, job, "validate", url=url)
    assert rehearsed["state"] == "validated", rehearsed
    return rehearsed, await step(member, bench, job, "start", url=url)


def counts(job: dict[str, Any]) -> tuple[int, int, int, int]:
    assert job["created"] + job["updated"] + job["skipped"] + job["failed"] == job["done"] == job["rows"]
    return job["created"], job["updated"], job["skipped"], job["failed"]


async def test_a_workbook_is_imported_like_the_text_of_its_first_sheet(bench: ServiceBench) -> None:
    member, book = bench.member(await bench.workspace()), io.BytesIO()
    sheets = Workbook()
    for row in (
        ["Name", "Industry", "Employees"],
        ["Ferrell; Sons", "Toys", 12],
        ["Acme", "Toys", "many"],
        ["", "", 3.5],
    ):
        sheets.worksheets[0].append(row)
    sheets.save(book)
    columns = {"Name": "name", "Industry": "industry", "Employees": "employees"}
    job, done = await run(member, bench, book.getvalue(), mapping=columns)
    assert (job["columns"], job["delimiter"], counts(done)) == (["Name", "Industry", "Employees"], ",", (1, 0, 0, 2))
    [firm] = (await member.get(URL)).json()["items"]
    assert (firm["name"], firm["employees"]) == ("Ferrell; Sons", 12)
    raw = await member.post(f"{URL}/imports", content=book.getvalue(), headers={"content-type": MEDIA["xlsx"]})
    assert (raw.status_code, raw.json()["rows"]) == (201, 3)
    exported = (await member.get(f"{URL}/export", params={"format": "xlsx", "fields": "name,employees"})).content
    again, kept = await run(member, bench, exported)
    assert again["columns"] == ["id", "name", "employees"]
    assert counts(kept) == (0, 0, 1, 0), "what was exported is what is stored"
    broken = await member.post(f"{URL}/imports", files={"file": ("firms.xlsx", book.getvalue()[:400], "text/csv")})
    assert (broken.status_code, broken.json()["code"]) == (422, "unreadable_workbook")


async def test_a_file_is_uploaded_mapped_rehearsed_applied_and_reverted(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, FILE)
    assert (job["state"], job["rows"], job["delimiter"], job["encoding"]) == ("uploaded", 4, ",", "utf-8")
    assert job["columns"] == ["Name", "Industry", "Employees", "Country"]
    assert job["suggested"] == {"Name": "name", "Industry": "industry", "Employees": "employees", "Country": "country"}
    assert job["sample"][0] == ["Ferrell LLC", "Plastics", "3498", "Norway"]

    mapped = await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    assert mapped["state"] == "mapped"
    rehearsed = await step(member, bench, job, "validate")
    assert (rehearsed["state"], rehearsed["checking"]) == ("validated", False)
    assert counts(rehearsed) == (2, 0, 0, 2)
    assert (await member.get(URL)).json()["items"] == []
    assert await bench.published() == []

    done = await step(member, bench, job, "start")
    assert done["state"] == "completed"
    assert counts(done) == (2, 0, 0, 2)
    created = await bench.published("probe.firm.created.v1")
    assert [event.data["name"] for event in created] == ["Ferrell LLC", "=Evil"]
    [completed] = await bench.published("probe.import.completed.v1")
    assert completed.data | {"id": job["id"]} == completed.data
    rows = (await member.get(f"{URL}/imports/{job['id']}/rows")).json()["items"]
    assert [(row["row"], row["outcome"], row["code"]) for row in rows] == [
        (1, "created", None),
        (2, "created", None),
        (3, "failed", "validation_failed"),
        (4, "failed", "validation_failed"),
    ]
    errors = (await member.get(f"{URL}/imports/{job['id']}/errors.csv")).text
    lines = list(csv.reader(io.StringIO(errors)))
    assert lines[0] == ["Name", "Industry", "Employees", "Country", "row", "code", "reason"]
    assert [line[:5] for line in lines[1:]] == [["", "Toys", "1", "", "3"], ["Acme", "Toys", "many", "", "4"]]

    reverted = await step(member, bench, job, "revert")
    assert (reverted["state"], reverted["reverted"], reverted["kept"]) == ("reverted", 2, 0)
    assert (await member.get(URL)).json()["items"] == []
    assert len(await bench.published("probe.firm.deleted.v1")) == 2


async def test_importing_again_changes_nothing_and_a_revert_keeps_what_was_edited_since(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    text = "name;industry\nA;Toys\nB;Toys\nC;Toys\n"
    _, first = await run(member, bench, text)
    assert (first["delimiter"], counts(first)) == (";", (3, 0, 0, 0))
    rehearsed, again = await run(member, bench, text)
    assert counts(rehearsed) == counts(again) == (0, 0, 3, 0)

    rehearsed, changed = await run(member, bench, "name;industry\nA;Food\nB;Food\nC;Food\nD;Food\nD;Farm\n")
    assert counts(rehearsed) == counts(changed) == (1, 4, 0, 0)
    items = {item["name"]: item for item in (await member.get(URL)).json()["items"]}
    assert {name: item["industry"] for name, item in items.items()} == {
        "A": "Food",
        "B": "Food",
        "C": "Food",
        "D": "Farm",
    }
    await member.patch(f"{URL}/{items['B']['id']}", json={"country": "Norway"})

    reverted = await step(member, bench, changed, "revert")
    assert (reverted["reverted"], reverted["kept"]) == (4, 1)
    items = {item["name"]: item for item in (await member.get(URL)).json()["items"]}
    assert {name: item["industry"] for name, item in items.items()} == {"A": "Toys", "B": "Food", "C": "Toys"}
    kept = (await member.get(f"{URL}/imports/{changed['id']}/rows", params={"reverted": "kept"})).json()["items"]
    assert [row["row"] for row in kept] == [2]


@pytest.mark.parametrize(
    ("mode", "outcome"), [("create", (1, 0, 1, 0)), ("update", (0, 1, 1, 0)), ("upsert", (1, 1, 0, 0))]
)
async def test_what_happens_to_rows_that_exist_or_do_not(
    bench: ServiceBench, mode: str, outcome: tuple[int, ...]
) -> None:
    member = bench.member(await bench.workspace())
    await member.post(URL, json={"name": "A", "industry": "Toys"})
    rehearsed, done = await run(member, bench, "name,industry\nA,Food\nB,Food\n", mode=mode)
    assert counts(rehearsed) == counts(done) == outcome


async def test_a_file_of_several_batches_with_repetitions_across_them(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    names = [f"Firm {number}" for number in range(1200)]
    lines = [f"{name},Toys" for name in names] + ["Firm 1,Food", "Firm 1,Food", "Firm 2,Toys", ",Toys", "Firm 3,Toys,x"]
    rehearsed, done = await run(member, bench, "name,industry\n" + "\n".join(lines))
    assert counts(rehearsed) == counts(done) == (1200, 1, 2, 2)
    total = (await member.get(URL, params={"count": "true", "limit": "1"})).json()["total"]
    assert total == 1200
    exported = await member.get(f"{URL}/export", params={"sort": "name", "fields": "name,industry"})
    assert exported.status_code == 200
    rows = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert rows[0] == ["id", "name", "industry"]
    assert {row[1]: row[2] for row in rows[1:]} == {name: "Food" if name == "Firm 1" else "Toys" for name in names}


async def test_export_writes_every_format_and_neutralises_formulas(bench: ServiceBench, tmp_path: Path) -> None:
    member = bench.member(await bench.workspace())
    await member.post(URL, json={"name": '=HYPERLINK("http://x")', "employees": 5})
    await member.post(URL, json={"name": 'Say "hi",\nthere'})
    params = {"fields": "name,employees", "sort": "name"}
    answer = await member.get(f"{URL}/export", params=params)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[1:] for row in rows] == [
        ["name", "employees"],
        ['\'=HYPERLINK("http://x")', "5"],
        ['Say "hi",\nthere', ""],
    ]
    as_json = (await member.get(f"{URL}/export", params={**params, "format": "json"})).json()
    assert [(item["name"], item["employees"]) for item in as_json] == [
        ('=HYPERLINK("http://x")', 5),
        ('Say "hi",\nthere', None),
    ]
    sheet = await member.get(f"{URL}/export", params={**params, "format": "xlsx"})
    assert sheet.content[:2] == b"PK"
    filtered = await member.get(f"{URL}/export", params={"name": "nobody"})
    assert len(filtered.text.splitlines()) == 1
    assert (await member.get(f"{URL}/export", params={"limit": "5"})).status_code == 400
    assert (await member.get(f"{URL}/export", params={"nonsense": "5"})).status_code == 400


async def test_who_may_import_and_export(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    owner = bench.member(workspace)
    job = await upload(owner, FILE)
    where = f"{URL}/imports/{job['id']}"
    viewer = bench.member(workspace, permissions=["probe.*:read"])
    editor = bench.member(workspace, permissions=["probe.*:read", "probe.*:write"])
    stranger = bench.member(await bench.workspace())
    assert (await viewer.get(where)).status_code == 200
    for denied in (
        await viewer.post(f"{URL}/imports", content=FILE, headers={"content-type": "text/csv"}),
        await viewer.post(f"{where}/start"),
        await viewer.get(f"{where}/errors.csv"),
        await viewer.get(f"{URL}/export"),
        await editor.post(f"{where}/revert"),
        await editor.get(f"{URL}/export"),
    ):
        assert denied.status_code == 403, denied.url
    for hidden in (
        await stranger.get(where),
        await stranger.post(f"{where}/map", json={"mapping": {}, "mode": "create"}),
        await stranger.post(f"{where}/validate"),
        await stranger.post(f"{where}/start"),
        await stranger.post(f"{where}/revert"),
        await stranger.get(f"{where}/rows"),
        await stranger.get(f"{where}/errors.csv"),
    ):
        assert hidden.status_code == 404, hidden.url
    assert (await stranger.get(f"{URL}/imports")).json()["items"] == []
    assert (await owner.get(f"{URL}/imports")).json()["items"] == [job]


async def test_a_mapping_or_move_that_makes_no_sense_is_refused(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, FILE)
    where = f"{URL}/imports/{job['id']}"
    for plan, pointer in (
        ({"mapping": {"Nope": "name"}, "mode": "create"}, "/mapping/Nope"),
        ({"mapping": {"Name": "nope"}, "mode": "create"}, "/mapping/Name"),
        ({"mapping": {"Name": "name", "Industry": "name"}, "mode": "create"}, "/mapping/Name"),
        ({"mapping": {"Industry": "industry"}, "mode": "create"}, "/mapping"),
        ({"mapping": {"Name": "name"}, "mode": "update"}, "/upsert_key"),
        ({"mapping": {"Name": "name"}, "mode": "upsert", "upsert_key": "employees"}, "/upsert_key"),
    ):
        refused = await member.post(f"{where}/map", json=plan)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    for verb in ("start", "stop", "revert", "validate"):
        refused = await member.post(f"{where}/{verb}")
        assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    empty = await member.post(f"{URL}/imports", content=b"", headers={"content-type": "text/csv"})
    assert (empty.status_code, empty.json()["code"]) == (422, "empty_file")
    wrong = await member.post(f"{URL}/imports", json={})
    assert wrong.status_code == 415


async def test_the_plan_holds_and_the_dry_run_knows(bench: ServiceBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    member = bench.member(await bench.workspace(limits={"probe.firms": 4}))
    await member.post(URL, json={"name": "A"})
    text = "name,industry\nB,1\nA,1\nC,1\nB,2\nD,1\nE,1\nF,1\nC,3\n"
    rehearsed, done = await run(member, bench, text)
    assert counts(rehearsed) == counts(done) == (3, 3, 0, 2)
    rows = (await member.get(f"{URL}/imports/{done['id']}/rows", params={"outcome": "failed"})).json()["items"]
    assert [(row["row"], row["code"]) for row in rows] == [(6, "plan_limit_reached"), (7, "plan_limit_reached")]
    assert (await member.get(URL, params={"count": "true"})).json()["total"] == 4
    usage = [event.data for event in await bench.published("probe.usage.recorded.v1")]
    assert usage[-1]["used"] == 4
    await step(member, bench, done, "revert")
    assert (await bench.published("probe.usage.recorded.v1"))[-1].data["used"] == 1


async def test_a_worker_that_dies_in_the_middle_loses_and_repeats_nothing(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 10)
    member = bench.member(await bench.workspace())
    job = await upload(member, "name\n" + "".join(f'"Firm\n{number}"\n' for number in range(300)))
    where = f"{URL}/imports/{job['id']}"
    await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    await step(member, bench, job, "validate")
    await member.post(f"{where}/start")
    work = asyncio.create_task(bench.run_until_idle())
    while not (await member.get(where)).json()["done"] >= 20:
        assert not work.done()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    halfway = (await member.get(where)).json()
    assert halfway["state"] == "running"
    assert halfway["done"] == halfway["created"] < 300
    bench.clock.advance(seconds=61)
    await bench.run_until_idle()
    done = (await member.get(where)).json()
    assert (done["state"], counts(done)) == ("completed", (300, 0, 0, 0))
    names = [event.data["name"] for event in await bench.published("probe.firm.created.v1")]
    assert names == [f"Firm\n{number}" for number in range(300)]


WORKER = """
import asyncio, importlib.util, sys
from datetime import datetime
from mewayz_kit.imports import jobs
from mewayz_testing.bench import ServiceBench
from mewayz_testing.clock import ManualClock

async def main(conftest, database, files, now):
    spec = importlib.util.spec_from_file_location("probe", conftest)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    jobs.BATCH = 10
    clock = ManualClock(datetime.fromisoformat(now))
    async with ServiceBench.open(module.probe(), database, files_url=files, clock=clock) as bench:
        await bench.run_until_idle()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_worker_process_is_killed_and_another_goes_on(
    bench: ServiceBench, database: str, tmp_path: Path
) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, "name\n" + "".join(f"Firm {number}\n" for number in range(2000)))
    where = f"{URL}/imports/{job['id']}"
    await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    await step(member, bench, job, "validate")
    await member.post(f"{where}/start")
    now = bench.clock.now().isoformat()
    arguments = (str(Path(__file__).parent / "conftest.py"), database, f"file://{tmp_path}/files", now)
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, *arguments)
    while not (await member.get(where)).json()["done"] >= 50:
        assert worker.returncode is None
    worker.kill()
    assert await worker.wait() == -signal.SIGKILL
    halfway = (await member.get(where)).json()
    assert halfway["done"] == halfway["created"] < 2000
    bench.clock.advance(seconds=61)
    await bench.run_until_idle()
    done = (await member.get(where)).json()
    assert (done["state"], counts(done)) == ("completed", (2000, 0, 0, 0))
    names = [event.data["name"] for event in await bench.published("probe.firm.created.v1")]
    assert names == [f"Firm {number}" for number in range(2000)]


async def test_a_stopped_import_keeps_what_it_did_until_it_is_reverted(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    member = bench.member(await bench.workspace())
    job = await upload(member, "name\n" + "".join(f"Firm {number}\n" for number in range(200)))
    where = f"{URL}/imports/{job['id']}"
    await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    await step(member, bench, job, "validate")
    await member.post(f"{where}/start")
    work = asyncio.create_task(bench.run_until_idle())
    while not (await member.get(where)).json()["done"]:
        assert not work.done()
    stopped = await member.post(f"{where}/stop")
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    await work
    job = (await member.get(where)).json()
    assert job["state"] == "stopped"
    assert 0 < job["done"] == job["created"] < 200
    reverted = await step(member, bench, job, "revert")
    assert (reverted["state"], reverted["reverted"]) == ("reverted", job["created"])
    assert (await member.get(URL)).json()["items"] == []


async def test_mapping_again_ends_a_dry_run_that_is_going_on(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, FILE)
    where = f"{URL}/imports/{job['id']}"
    await member.post(f"{where}/map", json={"mapping": {"Name": "name"}, "mode": "create"})
    await member.post(f"{where}/validate")
    again = await step(member, bench, job, "map", mapping={"Name": "name"}, mode="create")
    assert (again["state"], again["checking"], again["done"]) == ("mapped", False, 0)


async def test_a_resource_with_its_own_importer(bench: ServiceBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    member = bench.member(await bench.workspace(limits={"probe.import_rows": 10}))
    text = "Number,title,price\nX1,One,19.99\nX2,Forbidden,\nX3,Three,1.999\nX4,Four,\nx1,Again,\nX5,Five,0\n"
    rehearsed, done = await run(member, bench, text, url=BOOKS, mode="create", upsert_key=None)
    assert counts(rehearsed) == counts(done) == (3, 0, 1, 2)
    rows = (await member.get(f"{BOOKS}/imports/{done['id']}/rows")).json()["items"]
    assert [row["code"] for row in rows] == [None, "erased", "validation_failed", None, "isbn_taken", None]
    dry = (await member.get(f"{BOOKS}/imports/{done['id']}/rows", params={"outcome": "failed"})).json()["items"]
    assert [row["detail"] for row in dry] == ["not an amount of EUR", "This book is there already."]
    books = (await member.get(BOOKS, params={"sort": "isbn"})).json()["items"]
    assert [(book["isbn"], book["price"]) for book in books] == [
        ("x1", {"amount": 1999, "currency": "EUR"}),
        ("x4", None),
        ("x5", {"amount": 0, "currency": "EUR"}),
    ]
    exported = await member.get(f"{BOOKS}/export", params={"fields": "isbn,price", "sort": "isbn"})
    lines = [line.split(",")[1:] for line in exported.content.decode("utf-8-sig").splitlines()]
    assert lines == [["isbn", "price", "price_currency"], ["x1", "19.99", "EUR"], ["x4", "", ""], ["x5", "0.00", "EUR"]]

    rehearsed, changed = await run(
        member, bench, "isbn,title,price\nX1,Uno,5\nx4,Four,\n", url=BOOKS, upsert_key="isbn"
    )
    assert counts(rehearsed) == counts(changed) == (0, 1, 1, 0)
    assert (await step(member, bench, changed, "revert", url=BOOKS))["reverted"] == 1
    [book] = (await member.get(BOOKS, params={"isbn": "x1"})).json()["items"]
    assert (book["title"], book["price"]) == ("One", {"amount": 1999, "currency": "EUR"})

    long = await member.post(f"{BOOKS}/imports", content="isbn,title\n" + "1,a\n" * 11, headers=CSV)
    assert (long.status_code, long.json()["code"], long.json()["limit"]) == (402, "plan_limit_reached", 10)


async def test_a_bug_in_a_use_case_fails_the_import_in_the_end(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(limits={"probe.import_rows": -1}))
    job = await upload(member, "isbn,title\n1,Fine\n2,Bug\n", url=BOOKS)
    await step(member, bench, job, "map", url=BOOKS, mapping=job["suggested"], mode="create")
    await member.post(f"{BOOKS}/imports/{job['id']}/validate")
    for _ in range(jobs.GIVE_UP_AFTER):
        await bench.run_until_idle()
        bench.clock.advance(minutes=5)
    failed = (await member.get(f"{BOOKS}/imports/{job['id']}")).json()
    assert (failed["state"], failed["error"]) == ("failed", "The import was cut off.")
    assert (await member.get(BOOKS)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "encoding", "name"),
    [
        ("\ufeffname;employees\r\nMüller & Söhne;5\r\n".encode(), "utf-8", "Müller & Söhne"),
        ("name\temployees\rMüller\t5\r".encode("cp1252"), "cp1252", "Müller"),
        (b'name,employees\n"A ""b"",\r\nc",5\n', "utf-8", 'A "b",\r\nc'),
    ],
)
async def test_files_as_people_send_them(bench: ServiceBench, body: bytes, encoding: str, name: str) -> None:
    member = bench.member(await bench.workspace())
    answer = await member.post(f"{URL}/imports", params={"name": "x.csv"}, content=body, headers=CSV)
    job = answer.json()
    assert (job["encoding"], job["file_name"]) == (encoding, "x.csv")
    await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    await step(member, bench, job, "validate")
    assert counts(await step(member, bench, job, "start")) == (1, 0, 0, 0)
    [item] = (await member.get(URL)).json()["items"]
    assert (item["name"], item["employees"]) == (name, 5)


async def test_what_leaves_comes_back_the_same(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    for name in ("+49 30 1", "=1+1", "-5", "'quoted", "plain", "a;b", "@x", "tab\tinside"):
        await member.post(URL, json={"name": name, "industry": "Toys"})
    exported = await member.get(f"{URL}/export", params={"fields": "name,industry"})
    rehearsed, again = await run(member, bench, exported.content, upsert_key="id")
    assert counts(rehearsed) == counts(again) == (0, 0, 8, 0)
    rehearsed, again = await run(member, bench, exported.content, upsert_key="name")
    assert counts(again) == (0, 0, 8, 0)


async def test_old_imports_are_forgotten_with_their_files(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    job = await upload(member, FILE)
    bench.clock.advance(days=31)
    await bench.run_until_idle()
    assert (await member.get(f"{URL}/imports/{job['id']}")).status_code == 404
    assert await bench.runtime.files.head(f"imports/{job['id']}.csv") is None


async def test_imports_and_exports_are_described(service: Service) -> None:
    document = openapi(create_api(service, None), service)
    upload = document["paths"]["/api/v1/probe/firms/imports"]["post"]
    assert set(upload["requestBody"]["content"]) == {"multipart/form-data", "text/csv", MEDIA["xlsx"]}
    assert upload["x-mewayz"]["permission"] == "probe.firms:write"
    export = document["paths"]["/api/v1/probe/firms/export"]["get"]
    names = {parameter["name"] for parameter in export["parameters"]}
    assert names == {"format", "sort", "fields", "q", "name", "industry"}
    assert export["x-mewayz"]["permission"] == "probe.firms:export"
    revert = document["paths"]["/api/v1/probe/firms/imports/{import_id}/revert"]["post"]
    assert (revert["operationId"], revert["x-mewayz"]["permission"]) == (
        "probe_firms_revert_import",
        "probe.firms:revert",
    )
    assert "probe.import.completed.v1" in published_events(service)


async def test_fields_that_a_workspace_defined_itself(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"probe.import_rows": -1})
    member, field = bench.member(workspace), f"custom.{workspace.hex[-4:]}"
    mapping = {"isbn": "isbn", "title": "title", "mood": field}
    _, done = await run(member, bench, "isbn,title,mood\n1,One,happy\n", url=BOOKS, mapping=mapping, upsert_key="isbn")
    assert field in [one["name"] for one in done["fields"]]
    [book] = (await member.get(BOOKS)).json()["items"]
    assert book["tags"] == [f"{field}=happy"]
    stranger = bench.member(await bench.workspace(limits={"probe.import_rows": -1}))
    job = await upload(stranger, "isbn,title,mood\n1,One,happy\n", url=BOOKS)
    refused = await stranger.post(f"{BOOKS}/imports/{job['id']}/map", json={"mapping": mapping, "mode": "create"})
    assert refused.json()["errors"][0]["code"] == "unknown_field"


async def test_a_key_that_cannot_be_read_fails_its_row(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    known = (await member.post(URL, json={"name": "A"})).json()["id"]
    text = f"id,name\n{known.upper()},B\nnonsense,C\n,D\n{new_id()},E\n"
    rehearsed, done = await run(member, bench, text, upsert_key="id")
    assert counts(rehearsed) == counts(done) == (0, 1, 0, 3)
    rows = (await member.get(f"{URL}/imports/{done['id']}/rows")).json()["items"]
    assert [row["code"] for row in rows] == [None, "validation_failed", "key_missing", "not_found"]
    assert [item["name"] for item in (await member.get(URL)).json()["items"]] == ["B"]


async def test_two_workers_on_one_import_apply_every_row_once(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 7)
    member = bench.member(await bench.workspace())
    job = await upload(member, "name\n" + "".join(f"Firm {number}\n" for number in range(200)))
    where = f"{URL}/imports/{job['id']}"
    await step(member, bench, job, "map", mapping=job["suggested"], mode="create")
    await step(member, bench, job, "validate")
    await member.post(f"{where}/start")
    [row] = await bench.inbox("pending")
    # As when a lease ran out although its holder still works.
    work = Work(bench.runtime, Envelope.model_validate_json(row.envelope), attempts=1)
    started = jobs.Step.model_validate(Envelope.model_validate_json(row.envelope).data)
    await asyncio.gather(*(jobs.work_import(started, work) for _ in range(3)))
    await bench.run_until_idle()
    done = (await member.get(where)).json()
    assert (done["state"], counts(done)) == ("completed", (200, 0, 0, 0))
    names = [event.data["name"] for event in await bench.published("probe.firm.created.v1")]
    assert sorted(names) == sorted(f"Firm {number}" for number in range(200))
    assert len(await bench.published("probe.import.completed.v1")) == 1
