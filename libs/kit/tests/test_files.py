import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from mewayz_kit.files import InvalidKey, checked_key, open_files

PART = 6_000_000  # more than one part of a multipart upload
BAD_KEYS = [
    "",
    "/etc/passwd",
    "../crm/a",
    "a/../../b",
    "a//b",
    "a/",
    ".hidden",
    "a\\b",
    "a#1",
    "a\0",
    "ä",
    "a\n",
]


def entries(directory: Path) -> list[Path]:
    return list(directory.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def content(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def parts(*pieces: bytes, error: Exception | None = None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if error:
        raise error


@pytest.fixture(scope="module")
def bucket_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with urlopen(Request(f"{endpoint}/store", method="PUT")) as response:
        assert response.status == 200
    yield f"s3://store?endpoint={quote(endpoint, safe='')}&region=us-east-1"
    server.stop()


@pytest.fixture(params=["file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "file":
        return f"file://{tmp_path}/files"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return str(request.getfixturevalue("bucket_url"))


async def test_a_file_comes_back_as_it_was_stored_and_can_be_replaced_and_deleted(url: str) -> None:
    files = open_files(url, "crm")
    await files.put("exports/one.csv", b"name\n")
    assert await content(files.get("exports/one.csv")) == b"name\n"
    assert await files.head("exports/one.csv") == 5
    await files.put("exports/one.csv", b"")
    assert await files.head("exports/one.csv") == 0
    await files.delete("exports/one.csv")
    await files.delete("exports/one.csv")
    assert await files.head("exports/one.csv") is None
    with pytest.raises(FileNotFoundError):
        await content(files.get("exports/one.csv"))


async def test_a_large_file_is_streamed_in_and_out(url: str) -> None:
    files = open_files(url, "crm")
    await files.put("large", parts(b"a" * PART, b"b" * PART))
    assert await files.head("large") == 2 * PART
    sizes = [len(chunk) async for chunk in files.get("large")]
    assert sum(sizes) == 2 * PART
    assert max(sizes) < PART
    assert await content(files.get("large")) == b"a" * PART + b"b" * PART


async def test_a_file_is_read_from_a_byte_on(url: str) -> None:
    files = open_files(url, "crm")
    await files.put("rows", b"0123456789")
    assert await content(files.get("rows", start=7)) == b"789"
    assert await content(files.get("rows", start=10)) == b""
    with pytest.raises(FileNotFoundError):
        await content(files.get("other", start=3))


async def test_a_source_that_fails_leaves_the_earlier_file(url: str) -> None:
    files = open_files(url, "crm")
    await files.put("report", b"old")
    with pytest.raises(RuntimeError, match="source"):
        await files.put("report", parts(b"x" * PART, b"y" * PART, error=RuntimeError("source")))
    assert await content(files.get("report")) == b"old"


async def test_a_cancelled_write_leaves_nothing(tmp_path: Path) -> None:
    files = open_files(f"file://{tmp_path}", "crm")
    reached, never = asyncio.Event(), asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * PART
        reached.set()
        await never.wait()

    task = asyncio.create_task(files.put("half", endless()))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await files.head("half") is None


async def test_areas_are_apart_and_the_exchange_area_is_common(url: str) -> None:
    crm, finance = open_files(url, "crm"), open_files(url, "finance")
    await crm.put("same", b"crm")
    await finance.put("same", b"finance")
    assert await content(crm.get("same")) == b"crm"
    await crm.exchange.put("crm/export-1.zip", b"zip")
    assert await content(finance.exchange.get("crm/export-1.zip")) == b"zip"
    assert await finance.head("crm/export-1.zip") is None


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_a_key_cannot_leave_its_area(tmp_path: Path, key: str) -> None:
    files = open_files(f"file://{tmp_path}/files", "crm")
    for area in (files, files.exchange):
        with pytest.raises(InvalidKey):
            await area.put(key, b"x")
        with pytest.raises(InvalidKey):
            await content(area.get(key))
        with pytest.raises(InvalidKey):
            await area.head(key)
        with pytest.raises(InvalidKey):
            await area.delete(key)
    assert entries(tmp_path) == []


@given(st.text(alphabet="ab./\\%#~-_= \0é", max_size=20))
def test_every_accepted_key_stays_below_the_root(key: str) -> None:
    try:
        accepted = checked_key(key)
    except InvalidKey:
        return
    root = Path("/root/crm")
    assert accepted == key
    assert (root / key).resolve().is_relative_to(root)
    assert (root / key).resolve() != root


def test_a_key_that_is_too_long_is_refused() -> None:
    assert checked_key("a" * 512)
    with pytest.raises(InvalidKey):
        checked_key("a" * 513)


async def test_opening_touches_nothing_and_the_directory_is_private(tmp_path: Path) -> None:
    root = tmp_path / "not yet" / "files"
    files = open_files(f"file://{quote(str(root))}", "crm")
    exchange = files.exchange
    assert entries(tmp_path) == []
    await exchange.put("a", b"a")
    assert mode(root) == 0o700


async def test_many_writers_of_one_key_leave_one_whole_file(tmp_path: Path) -> None:
    files = open_files(f"file://{tmp_path}", "crm")
    bodies = [bytes([number]) * 100_000 for number in range(20)]
    await asyncio.gather(*(files.put("contended", body) for body in bodies))
    assert await content(files.get("contended")) in bodies


@pytest.mark.parametrize(
    ("url", "service", "words"),
    [
        ("http://host/path", "crm", "neither file"),
        ("file://", "crm", "neither file"),
        ("file:///", "crm", "neither file"),
        ("file://elsewhere/path", "crm", "neither file"),
        ("s3://", "crm", "neither file"),
        ("s3://bucket?endpont=x", "crm", "unknown options: endpont"),
        ("file:///path", "exchange", "cannot be the name"),
        ("file:///path", "../crm", "not a key"),
    ],
)
def test_a_wrong_url_says_what_is_wrong(url: str, service: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        open_files(url, service)
