"""Files that come another way: by URL, from visitors, past a scanner, into a bucket."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen
from uuid import UUID

import pytest
import sqlalchemy as sa
from moto.server import ThreadedMotoServer

from mewayz_kit.ids import new_id
from mewayz_testing.clamd import EICAR, clamd
from mewayz_testing.race import race_statuses
from mewayz_workspace.media.models import Media
from mewayz_workspace.media.tests.test_media import API, fetch, picture, presign, put, store, used_bytes

DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><script>x()</script><rect/></svg>"


class Web:
    """A small web site."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        path = request.split()[1].decode()
        status, headers, body = self.pages.get(path, (404, {}, b"gone"))
        lines = [f"HTTP/1.1 {status} x", f"content-length: {len(body)}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    site = Web()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield site
    server.close()
    await server.wait_closed()


async def reopened(open_town: Any, **settings: Any) -> Any:
    town = await open_town(**settings)
    ada = await town.person("Ada")
    acme = await town.found(ada)
    return town, acme, await town.enter(ada, acme)


async def test_a_file_is_fetched_from_an_address(open_town: Any, web: Web) -> None:
    town, acme, owner = await reopened(open_town, egress_allow="127.0.0.1/32")
    web.pages["/old"] = (301, {"location": "/a%20b.jpg"}, b"")
    web.pages["/a%20b.jpg"] = (200, {"content-type": "application/octet-stream"}, picture())
    answer = await owner.post(f"{API}/media/from-url", json={"url": f"{web.url}/old", "name": "b.jpg"})
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["state"], shown["content_type"], shown["name"]) == ("ready", "image/jpeg", "b.jpg")
    assert set(shown["variants"]) == {"thumb", "medium"}
    assert await used_bytes(town, acme) == shown["bytes"]
    named = await owner.post(f"{API}/media/from-url", json={"url": f"{web.url}/a%20b.jpg"})
    assert named.json()["name"] == "a b.jpg"


async def test_what_an_address_gives_is_checked_as_an_upload_is(open_town: Any, web: Web) -> None:
    town, acme, owner = await reopened(open_town, egress_allow="127.0.0.1/32")
    web.pages["/page"] = (200, {"content-type": "text/html"}, b"<html><script>alert(1)</script>")
    web.pages["/round"] = (302, {"location": "/round"}, b"")
    web.pages["/inside"] = (302, {"location": "http://10.0.0.1/secret"}, b"")
    web.pages["/large"] = (200, {}, b"\xff\xd8\xff" + bytes(5 * 1024**2))
    before = await town.counts()
    for body, status, code in (
        ({"url": f"{web.url}/page"}, 422, "unsupported_media_type"),
        ({"url": f"{web.url}/nothing"}, 422, "download_failed"),
        ({"url": f"{web.url}/round"}, 422, "download_failed"),
        ({"url": f"{web.url}/inside"}, 422, "destination_refused"),
        ({"url": "https://10.0.0.1/x"}, 422, "destination_refused"),
        ({"url": f"{web.url}/large", "purpose": "logo"}, 503, "egress_too_large"),
        ({"url": f"{web.url}/page", "folder_id": str(new_id())}, 422, "unsupported_media_type"),
    ):
        refused = await owner.post(f"{API}/media/from-url", json=body)
        errors = [error["code"] for error in refused.json().get("errors", [])]
        assert refused.status_code == status, refused.text
        assert code in {refused.json()["code"], *errors}, refused.text
    assert await town.counts() == before
    assert await used_bytes(town, acme) == 0
    web.pages["/film"] = (200, {}, b"\0\0\0\x20ftypisom" + bytes(1000))
    async with town.bench.uow(workspace_id=acme) as uow:
        usage = uow.tables.usage
        await uow.execute(
            sa.insert(usage).values(
                workspace_id=acme, metric="workspace.media_bytes", period="", used=1024**3, version=1
            )
        )
    full = await owner.post(f"{API}/media/from-url", json={"url": f"{web.url}/film"})
    assert (full.status_code, full.json()["code"]) == (402, "plan_limit_reached")


async def test_a_drawing_is_cleaned_and_served_as_a_picture(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    shown = await store(town, owner, DRAWING, content_type="image/svg+xml", name="logo.svg", visibility="public")
    assert (shown["state"], shown["content_type"], shown["width"], shown["variants"]) == (
        "ready",
        "image/svg+xml",
        30,
        {},
    )
    got = await fetch(town, shown["url"])
    assert b"script" not in got.content
    assert got.headers["content-type"] == "image/svg+xml"
    assert got.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    bomb = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 5000
    rejected = await store(town, owner, bomb, content_type="image/svg+xml")
    assert (rejected["state"], rejected["reject_reason"]) == ("rejected", "broken_image")


async def test_a_scanner_decides_and_is_never_guessed(open_town: Any) -> None:
    async with clamd(limit=50_000) as scanner:
        town, _, owner = await reopened(open_town, scanner_url=scanner.url)
        good = await store(town, owner, b"hello", content_type="text/plain")
        assert (good["state"], good["scan"]) == ("ready", "clean")
        bad = await store(town, owner, b"PK\x03\x04" + EICAR, content_type="application/zip")
        assert (bad["state"], bad["reject_reason"]) == ("rejected", "malware_found")
        large = await store(town, owner, b"%PDF-1.7" + bytes(100_000), content_type="application/pdf")
        assert (large["state"], large["scan"]) == ("ready", "too_large")
        assert scanner.scanned == 2
        signed = await presign(owner, b"later", content_type="text/plain")
        await put(town, signed, b"later")
    down = await owner.post(f"{API}/media/{signed.json()['id']}/confirm")
    assert (down.status_code, down.json()["code"]) == (503, "scanner_unavailable")
    assert (await owner.get(f"{API}/media/{signed.json()['id']}")).json()["state"] == "uploaded"


def visitor(workspace: UUID, **change: Any) -> dict[str, Any]:
    return {
        "workspace_id": str(workspace),
        "purpose": "form_file",
        "name": "cv.pdf",
        "content_type": "application/pdf",
        "bytes": 12,
    } | change


async def test_a_visitor_uploads_inside_the_quota_once_per_key(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    social, url = town.bench.service("social"), "/internal/v1/media/uploads"
    assert (await social.post(url, json=visitor(acme))).status_code == 400
    first = await social.post(url, json=visitor(acme), headers={"idempotency-key": "one"})
    again = await social.post(url, json=visitor(acme), headers={"idempotency-key": "one"})
    assert (first.status_code, again.json()) == (201, first.json())
    assert await used_bytes(town, acme) == 12
    sent = await town.bench.client().put(urlsplit(first.json()["upload_url"]).path, content=b"%PDF-1.7 abc")
    assert sent.status_code == 204
    await town.bench.run_until_idle()
    shown = (await owner.get(f"{API}/media/{first.json()['id']}")).json()
    assert (shown["state"], shown["purpose"], shown["visibility"], shown["created_by"]) == (
        "ready",
        "form_file",
        "private",
        None,
    )
    assert len(await town.bench.published("workspace.media.ready.v1")) == 1
    lie = await social.post(url, json=visitor(acme), headers={"idempotency-key": "two"})
    await town.bench.client().put(urlsplit(lie.json()["upload_url"]).path, content=b"<html>hello>")
    await town.bench.run_until_idle()
    assert len(await town.bench.published("workspace.media.rejected.v1")) == 1
    for client in (town.bench.service("crm"), owner):
        denied = await client.post(url, json=visitor(acme), headers={"idempotency-key": "three"})
        assert denied.status_code == 403


async def test_visitors_race_for_the_last_room(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    social, film = town.bench.service("social"), visitor(acme, content_type="video/mp4", bytes=300 * 1024**2)

    async def attempt(number: int) -> Any:
        return await social.post("/internal/v1/media/uploads", json=film, headers={"idempotency-key": f"k{number}"})

    assert await race_statuses(attempt, callers=8) == {201: 3, 402: 5}
    assert await used_bytes(town, acme) == 900 * 1024**2


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with urlopen(Request(f"http://{host}:{port}/media", method="PUT")) as answer:
        assert answer.status == 200
    yield f"s3://media?endpoint={quote(f'http://{host}:{port}', safe='')}&region=us-east-1"
    server.stop()


async def test_a_bucket_keeps_files_as_a_disk_does(
    open_town: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    town, acme, owner = await reopened(open_town, files_url=bucket)
    shown = await store(town, owner, picture(), visibility="public")
    whole = await fetch(town, shown["url"])
    assert len(whole.content) == shown["bytes"]
    part = await fetch(town, shown["url"], range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    async with town.bench.uow(workspace_id=acme) as uow:
        key = (await uow.get(Media, UUID(shown["id"]))).store_key
    assert await town.bench.runtime.files.head(key) == shown["bytes"]
    assert (await owner.delete(f"{API}/media/{shown['id']}")).status_code == 204
    await town.bench.run_until_idle()
    assert await town.bench.runtime.files.head(key) is None


async def test_files_come_from_the_asset_origin(open_town: Any) -> None:
    town, _, owner = await reopened(open_town, asset_url="https://assets.example.com/")
    shown = await store(town, owner, b"hello", content_type="text/plain", visibility="public")
    assert shown["url"] == f"https://assets.example.com{API}/public/media/{shown['id']}"
