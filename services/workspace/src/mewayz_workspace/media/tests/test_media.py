"""The library through its routes, with real files."""

import hashlib
import io
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import sqlalchemy as sa
from PIL import Image

from mewayz_kit.ids import new_id
from mewayz_testing.race import race, race_statuses
from mewayz_workspace.media.models import Media

API = "/api/v1/workspace"
GIB = 1024**3


def picture(size: tuple[int, int] = (1200, 900), form: str = "JPEG") -> bytes:
    image = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "Spy camera"
    out = io.BytesIO()
    image.save(out, format=form, exif=exif)
    return out.getvalue()


async def presign(client: Any, data: bytes, **change: Any) -> Any:
    body = {"name": "summer.jpg", "content_type": "image/jpeg", "bytes": len(data)} | change
    return await client.post(f"{API}/media/presign", json=body)


async def put(town: Any, signed: Any, data: bytes) -> Any:
    path = urlsplit(signed.json()["upload_url"]).path
    return await town.bench.client().put(path, content=data)


async def store(town: Any, client: Any, data: bytes, **change: Any) -> dict[str, Any]:
    signed = await presign(client, data, **change)
    assert signed.status_code == 201, signed.text
    sent = await put(town, signed, data)
    assert sent.status_code == 204, sent.text
    answer = await client.post(f"{API}/media/{signed.json()['id']}/confirm")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def fetch(town: Any, url: str, **headers: str) -> Any:
    parts = urlsplit(url)
    return await town.bench.client().get(f"{parts.path}?{parts.query}", headers=headers)


async def used_bytes(town: Any, workspace: UUID) -> int:
    async with town.bench.uow(workspace_id=workspace) as uow:
        usage = uow.tables.usage
        mine = (usage.c.workspace_id == workspace) & (usage.c.metric == "workspace.media_bytes")
        found: int = await uow.scalar(sa.select(usage.c.used).where(mine)) or 0
        return found


@pytest.fixture
async def home(town: Any) -> Any:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    return ada, acme, await town.enter(ada, acme)


async def test_a_picture_becomes_ready_clean_and_in_three_sizes(town: Any, home: Any) -> None:
    _, acme, owner = home
    shown = await store(town, owner, picture(), visibility="public", alt_text="Summer")
    assert (shown["state"], shown["content_type"], shown["width"], shown["height"]) == (
        "ready",
        "image/jpeg",
        1200,
        900,
    )
    assert shown["scan"] == "not_configured"
    sizes = {name: (found["width"], found["height"]) for name, found in shown["variants"].items()}
    assert sizes == {"thumb": (200, 150), "medium": (800, 600)}
    whole = await fetch(town, shown["url"])
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"].startswith("sandbox")
    assert len(whole.content) == shown["bytes"] == int(whole.headers["content-length"])
    with Image.open(io.BytesIO(whole.content)) as image:
        assert not image.getexif()
    assert b"Spy camera" not in whole.content
    thumb = await fetch(town, shown["variants"]["thumb"]["url"])
    with Image.open(io.BytesIO(thumb.content)) as image:
        assert (image.format, image.size) == ("WEBP", (200, 150))
    same = await fetch(town, shown["url"], **{"if-none-match": whole.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    part = await fetch(town, shown["url"], range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{shown['bytes']}"
    assert (await fetch(town, shown["url"], range="bytes=999999999-")).status_code == 416
    again = await owner.post(f"{API}/media/{shown['id']}/confirm")
    assert again.json()["version"] == shown["version"]
    assert len(await town.bench.published("workspace.media.ready.v1")) == 1
    async with town.bench.uow(workspace_id=acme) as uow:
        charged = (await uow.get(Media, UUID(shown["id"]))).charged
    assert charged == shown["bytes"] == await used_bytes(town, acme)


async def test_a_private_file_needs_a_link_that_ends(town: Any, home: Any) -> None:
    ada, acme, owner = home
    shown = await store(town, owner, b"a,b\n1,2\n", name="list.csv", content_type="text/csv")
    got = await fetch(town, shown["url"])
    assert (got.status_code, got.content) == (200, b"a,b\n1,2\n")
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''list.csv"
    plain = shown["url"].partition("?")[0]
    assert (await fetch(town, plain)).status_code == 404
    assert (await fetch(town, shown["url"][:-2] + "zz")).status_code == 404
    other = await store(town, owner, b"other", name="o.txt", content_type="text/plain")
    mixed = other["url"].partition("?")[0] + "?" + shown["url"].partition("?")[2]
    assert (await fetch(town, mixed)).status_code == 404
    links = await town.bench.service("courses").post(
        "/internal/v1/media/links",
        json={"media_ids": [shown["id"], str(new_id())], "seconds": 60, "workspace_id": str(acme)},
    )
    assert set(links.json()["links"]) == {shown["id"]}
    stranger = await town.found(await town.person("Bob"), "Other")
    foreign = await town.bench.service("courses").post(
        "/internal/v1/media/links", json={"media_ids": [shown["id"]], "workspace_id": str(stranger)}
    )
    assert foreign.json() == {"links": {}, "files": {}}
    assert (await fetch(town, links.json()["links"][shown["id"]])).status_code == 200
    town.bench.clock.advance(seconds=61)
    ended = await fetch(town, links.json()["links"][shown["id"]])
    assert (ended.status_code, ended.json()["code"]) == (403, "link_expired")
    assert (await town.as_person(ada).get(f"{API}/media")).status_code == 403


async def test_a_file_is_handed_over_to_who_needs_its_content(town: Any, home: Any) -> None:
    _, acme, owner = home
    small = await store(town, owner, b"a,b\n1,2\n", name="list.csv", content_type="text/csv")
    large = await store(town, owner, b"x" * 100, name="large.txt", content_type="text/plain")
    asked = {"media_ids": [small["id"], large["id"], str(new_id())], "hand_over_bytes": 50}

    async def ask(workspace: UUID) -> Any:
        body = asked | {"workspace_id": str(workspace)}
        return (await town.bench.service("crm").post("/internal/v1/media/links", json=body)).json()["files"]

    assert await ask(new_id()) == {}
    found = await ask(acme)
    assert set(found) == {small["id"], large["id"]}
    assert found[large["id"]] == {"key": None, "name": "large.txt", "content_type": "text/plain", "bytes": 100}
    exchange, key = town.bench.runtime.files.exchange, found[small["id"]]["key"]
    assert b"".join([chunk async for chunk in exchange.get(key)]) == b"a,b\n1,2\n"
    town.bench.clock.advance(days=8)
    await town.bench.run_until_idle()
    assert await exchange.head(key) is None


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "image/jpeg", "type_mismatch"),
        (b"<html>hello</html>", "text/plain", "type_mismatch"),
        (b"%PDF-1.7 something", "image/png", "type_mismatch"),
        (b"\xff\xd8\xff\xe0 no picture after all", "image/jpeg", "broken_image"),
    ],
)
async def test_what_is_not_what_it_says_is_rejected(
    town: Any, home: Any, data: bytes, content_type: str, reason: str
) -> None:
    _, acme, owner = home
    shown = await store(town, owner, data, content_type=content_type, visibility="public")
    assert (shown["state"], shown["reject_reason"], shown["url"]) == ("rejected", reason, None)
    assert await used_bytes(town, acme) == 0
    assert (await town.bench.client().get(f"{API}/public/media/{shown['id']}")).status_code == 404
    await town.bench.run_until_idle()
    [event] = await town.bench.published("workspace.media.rejected.v1")
    assert event.data["reason"] == reason


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"content_type": "image/tiff"}, "/content_type"),
        ({"content_type": "text/html"}, "/content_type"),
        ({"bytes": 10 * 1024**2 + 1}, "/bytes"),
        ({"bytes": 0}, "/bytes"),
        ({"folder_id": "0192f0c1-7d1e-7000-8000-6d657761797a"}, "/folder_id"),
        ({"state": "ready"}, "/state"),
    ],
)
async def test_what_is_never_taken_is_refused_before_the_upload(
    town: Any, home: Any, change: dict[str, Any], pointer: str
) -> None:
    before = await town.counts()
    answer = await presign(home[2], b"x", **change)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await town.counts() == before


async def test_an_upload_takes_exactly_the_announced_bytes_once_in_time(town: Any, home: Any) -> None:
    _, acme, owner = home
    signed = await presign(owner, b"12345", content_type="text/plain")
    early = await owner.post(f"{API}/media/{signed.json()['id']}/confirm")
    assert (early.status_code, early.json()["code"]) == (409, "invalid_transition")
    assert (await put(town, signed, b"123456")).status_code == 413
    assert (await put(town, signed, b"1234")).json()["code"] == "length_mismatch"
    made_up = await town.bench.client().put(f"{API}/public/uploads/{'a' * 80}", content=b"12345")
    assert made_up.status_code == 404
    assert (await put(town, signed, b"12345")).status_code == 204
    again = await put(town, signed, b"54321")
    assert (again.status_code, again.json()["code"]) == (409, "already_uploaded")
    late = await presign(owner, b"12345", content_type="text/plain")
    assert await used_bytes(town, acme) == 10
    town.bench.clock.advance(hours=1, minutes=11)
    assert (await put(town, late, b"12345")).status_code == 410
    await town.bench.run_until_idle()
    assert await used_bytes(town, acme) == 0
    assert (await owner.get(f"{API}/media")).json()["items"] == []


async def test_one_upload_url_is_good_for_one_of_many(town: Any, home: Any) -> None:
    signed = await presign(home[2], b"12345", content_type="text/plain")

    async def attempt(number: int) -> object:
        return await put(town, signed, b"%05d" % number)

    assert await race_statuses(attempt, callers=6) == {204: 1, 409: 5}
    shown = (await home[2].post(f"{API}/media/{signed.json()['id']}/confirm")).json()
    got = await fetch(town, shown["url"])
    assert hashlib.sha256(got.content).hexdigest() == shown["sha256"]


async def test_the_quota_is_never_reserved_twice(town: Any, home: Any) -> None:
    _, acme, owner = home

    async def attempt(_number: int) -> Any:
        return await presign(owner, b"", content_type="video/mp4", bytes=300 * 1024**2)

    answers = await race(attempt, callers=8)
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [402] * 5
    refused = next(answer.json() for answer in answers if answer.status_code == 402)
    assert (refused["code"], refused["metric"], refused["limit"], refused["used"]) == (
        "plan_limit_reached",
        "workspace.media_gib",
        GIB,
        900 * 1024**2,
    )
    assert await used_bytes(town, acme) == 900 * 1024**2


async def test_the_largest_quota_still_counts(town: Any, home: Any) -> None:
    _, acme, owner = home
    await town.grant(acme, workspace__media_gib=2**53)
    answer = await presign(owner, b"12345", content_type="text/plain")
    assert answer.status_code == 201, answer.text
    await town.bench.run_until_idle()
    [counter] = [
        item for item in (await owner.get(f"{API}/usage")).json()["items"] if item["metric"] == "workspace.media_bytes"
    ]
    assert (counter["used"], counter["limit"]) == (5, 2**53)


async def test_a_file_in_use_stays_until_nobody_uses_it(town: Any, home: Any) -> None:
    _, acme, owner = home
    shown = await store(town, owner, b"hello", content_type="text/plain")
    where = f"{API}/media/{shown['id']}"
    page = {"id": str(new_id()), "media_ids": [shown["id"], "nonsense"]}
    await town.bench.deliver("social.page.created.v1", page, workspace_id=acme)
    refused = await owner.delete(where)
    assert (refused.status_code, refused.json()["code"]) == (409, "media_in_use")
    assert refused.json()["used_by"] == [{"entity": "social.page", "record_id": page["id"]}]
    assert (await owner.get(where)).json()["used_by"] == refused.json()["used_by"]
    await town.bench.deliver("social.page.updated.v1", page | {"media_ids": []}, workspace_id=acme)
    key = None
    async with town.bench.uow(workspace_id=acme) as uow:
        key = (await uow.get(Media, UUID(shown["id"]))).store_key
    assert await town.bench.runtime.files.head(key) == 5
    assert (await owner.delete(where)).status_code == 204
    await town.bench.run_until_idle()
    assert await town.bench.runtime.files.head(key) is None
    assert (await owner.get(where)).status_code == 404
    assert (await fetch(town, shown["url"])).status_code == 404
    assert await used_bytes(town, acme) == 0
    assert len(await town.bench.published("workspace.media.deleted.v1")) == 1


async def test_folders_hold_files_and_are_deleted_only_when_empty(town: Any, home: Any) -> None:
    _, _, owner = home
    folder = (await owner.post(f"{API}/media-folders", json={"name": "Summer"})).json()
    twin = await owner.post(f"{API}/media-folders", json={"name": "Summer"})
    assert (twin.status_code, twin.json()["code"]) == (409, "folder_exists")
    inner = await owner.post(f"{API}/media-folders", json={"name": "Summer", "parent_id": folder["id"]})
    assert inner.status_code == 201
    shown = await store(town, owner, b"hello", content_type="text/plain", folder_id=inner.json()["id"])
    for full in (folder, inner.json()):
        assert (await owner.delete(f"{API}/media-folders/{full['id']}")).json()["code"] == "folder_not_empty"
    moved = await owner.patch(f"{API}/media/{shown['id']}", json={"folder_id": None, "name": "Hi.txt"})
    assert (moved.json()["folder_id"], moved.json()["name"]) == (None, "Hi.txt")
    for full in (inner.json(), folder):
        assert (await owner.delete(f"{API}/media-folders/{full['id']}")).status_code == 204


async def test_media_of_another_workspace_are_invisible(town: Any, home: Any) -> None:
    _, _, owner = home
    bob = await town.person("Bob")
    stranger = await town.enter(bob, await town.found(bob, "Other"))
    shown = await store(town, owner, b"hello", content_type="text/plain")
    where = f"{API}/media/{shown['id']}"
    before = await town.counts()
    for answer in (
        await stranger.get(where),
        await stranger.patch(where, json={"name": "x"}),
        await stranger.delete(where),
        await stranger.post(f"{where}/confirm"),
    ):
        assert answer.status_code == 404
    assert await town.counts() == before
