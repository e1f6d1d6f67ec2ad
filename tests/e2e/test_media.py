"""Files and looks of a workspace."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image

from mewayz_testing.answering import Quiet, serving
from mewayz_testing.people import Person, Platform, Seat, succeed

WORKSPACE = "/api/v1/workspace"
MEDIA, BRANDING = f"{WORKSPACE}/media", f"{WORKSPACE}/branding"
MIB = 1024**2


def picture(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, format="JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest.fixture
async def seat(ada: Person) -> Seat:
    return await ada.create_workspace("Acme")


async def store(platform: Platform, seat: Seat, data: bytes, **about: Any) -> Any:
    body = {"name": "summer.jpg", "content_type": "image/jpeg", "bytes": len(data)} | about
    signed = succeed(await seat.post(f"{MEDIA}/presign", json=body))
    assert (await platform.request("PUT", signed["upload_url"], content=data)).status_code == 204
    return succeed(await seat.post(f"{MEDIA}/{signed['id']}/confirm"))


@contextmanager
def site(data: bytes) -> Iterator[str]:
    class Handler(Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    with serving(Handler) as address:
        yield address


async def test_a_large_picture_is_ready_in_three_sizes(platform: Platform, seat: Seat) -> None:
    data = picture((1900, 1500))
    assert 2 * MIB < len(data) < 5 * MIB
    shown = await store(platform, seat, data, visibility="public")
    assert (shown["state"], shown["content_type"], shown["scan"]) == ("ready", "image/jpeg", "not_configured")
    assert set(shown["variants"]) == {"thumb", "medium"}
    got = await platform.request("GET", shown["url"])
    assert (got.status_code, len(got.content)) == (200, shown["bytes"])
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    thumb = await platform.request("GET", shown["variants"]["thumb"]["url"])
    assert max(Image.open(io.BytesIO(thumb.content)).size) == 200


async def test_what_is_beyond_the_quota_leaves_nothing(platform: Platform, seat: Seat) -> None:
    film = {"name": "film.mp4", "content_type": "video/mp4", "bytes": 700 * MIB}
    succeed(await seat.post(f"{MEDIA}/presign", json=film))
    refused = await seat.post(f"{MEDIA}/presign", json=film)
    assert (refused.status_code, refused.json()["code"]) == (402, "plan_limit_reached")
    assert refused.json()["metric"] == "workspace.media_gib"
    assert len(succeed(await seat.get(MEDIA))["items"]) == 1


async def test_a_page_that_calls_itself_a_picture_is_rejected(platform: Platform, seat: Seat) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    shown = await store(platform, seat, page, visibility="public")
    assert (shown["state"], shown["url"]) == ("rejected", None)
    assert (await platform.request("GET", f"{WORKSPACE}/public/media/{shown['id']}")).status_code == 404
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><circle r='4'/></svg>"
    shown = await store(platform, seat, drawing, content_type="image/svg+xml", visibility="public")
    got = await platform.request("GET", shown["url"])
    assert b"circle" in got.content
    assert b"script" not in got.content


async def test_a_file_is_fetched_from_an_address_but_not_from_inside(platform: Platform, seat: Seat) -> None:
    with site(picture((300, 200))) as url:
        shown = succeed(await seat.post(f"{MEDIA}/from-url", json={"url": f"{url}/a.jpg"}))
        assert (shown["state"], shown["name"], shown["width"]) == ("ready", "a.jpg", 300)
    refused = await seat.post(f"{MEDIA}/from-url", json={"url": "https://169.254.169.254/latest/meta-data"})
    assert (refused.status_code, refused.json()["code"]) == (422, "destination_refused")


async def test_a_logo_in_use_cannot_be_deleted(platform: Platform, ada: Person, seat: Seat) -> None:
    logo = await store(platform, seat, picture((300, 100)), purpose="logo", visibility="public")
    succeed(await seat.patch(BRANDING, json={"logo_media_id": logo["id"]}))

    async def refused() -> Any:
        answer = await seat.get(f"{MEDIA}/{logo['id']}")
        return answer.json()["used_by"]

    [use] = await platform.until(refused, "a file that is known to be used")
    answer = await seat.delete(f"{MEDIA}/{logo['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "media_in_use")
    assert answer.json()["used_by"] == [use]
    assert use["entity"] == "workspace.branding"
    slug = (await ada.must("GET", f"{WORKSPACE}/workspaces"))["items"][0]["slug"]
    public = await platform.request("GET", f"{WORKSPACE}/public/branding", params={"workspace": slug})
    assert succeed(public)["logo_url"] == logo["url"]


async def test_colours_must_be_readable_and_the_badge_follows_the_plan(platform: Platform, seat: Seat) -> None:
    refused = await seat.patch(BRANDING, json={"colours": {"background": "#ffffff", "text": "#aaaaaa"}})
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["code"]) == (422, "contrast_too_low")
    succeed(await seat.patch(BRANDING, json={"colours": {"text": error["suggestion"]}}))
    assert (await seat.patch(BRANDING, json={"hide_badge": True})).json()["code"] == "badge_forced"
    white = await seat.patch(BRANDING, json={"white_label": True})
    assert (white.status_code, white.json()["feature"]) == (403, "white-label")
    admin = await platform.admin()
    comp = {"workspace_id": seat.id, "kind": "comp", "bundles": ["creator"], "reason": "a friend of the house"}
    await admin.must("POST", f"{WORKSPACE}/admin/overrides", json=comp)

    async def hidden() -> bool:
        answer = await seat.patch(BRANDING, json={"hide_badge": True})
        return answer.status_code == 200 and answer.json()["badge_shown"] is False

    await platform.until(hidden, "a badge that may be hidden")
    assert (await seat.patch(BRANDING, json={"white_label": True})).status_code == 403
