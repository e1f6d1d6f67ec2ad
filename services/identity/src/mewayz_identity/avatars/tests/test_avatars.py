"""Pictures of people."""

import io
from typing import Any

from PIL import Image

ME = "/api/v1/identity/me"
URL = f"{ME}/avatar"


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format=kind, **options)
    return out.getvalue()


async def send(client: Any, data: bytes, kind: str = "image/jpeg") -> Any:
    return await client.post(URL, content=data, headers={"content-type": kind})


async def test_a_picture_is_written_anew_shown_and_replaced(house: Any) -> None:
    person = await house.verified()
    client = await person.client()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    answer = await send(client, picture(exif=exif))
    assert answer.status_code == 200, answer.text
    address = answer.json()["avatar_url"]
    path = address[address.index("/api/") :]
    shown = await house.visitor.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert b"taken at home" not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (512, 512)
    updated = await house.bench.published("identity.user.updated.v1")
    assert updated[-1].data["avatar_url"] == address
    second = await send(client, picture("PNG", (100, 40)), "image/png")
    await house.bench.run_until_idle()
    assert second.json()["avatar_url"] != address
    assert (await house.visitor.get(path)).status_code == 404
    assert (await client.delete(URL)).status_code == 204
    assert (await client.get(ME)).json()["avatar_url"] is None


async def test_what_is_no_picture_changes_nothing(house: Any) -> None:
    client = await (await house.verified()).client()
    assert (await send(client, b"<svg/>", "image/svg+xml")).status_code == 415
    broken = await send(client, b"\xff\xd8\xff not a picture")
    assert (broken.status_code, broken.json()["code"]) == (422, "broken_image")
    assert (await send(client, picture("PNG"))).status_code == 422, "a PNG that says it is a JPEG"
    assert (await send(client, picture() + b"\0" * (5 * 2**20))).status_code == 413
    bomb = picture("PNG", (9000, 9000))
    assert (await send(client, bomb, "image/png")).json()["code"] == "too_many_pixels"
    assert (await client.get(ME)).json()["avatar_url"] is None
    assert (await house.visitor.get("/api/v1/identity/public/avatars/../setup")).status_code in {404, 405}


async def test_the_picture_of_somebody_who_leaves_goes(open_house: Any) -> None:
    async with open_house(services=("identity",)) as house:
        person = await house.verified()
        client = await person.client()
        address = (await send(client, picture())).json()["avatar_url"]
        await client.post("/api/v1/identity/erasures", json={"confirm": person.email})
        house.bench.clock.advance(days=14)
        await house.bench.run_until_idle()
        assert (await house.visitor.get(address[address.index("/api/") :])).status_code == 404
