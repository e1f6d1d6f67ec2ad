"""Routes of avatars."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import StreamingResponse

from mewayz_identity.avatars import service
from mewayz_identity.avatars.pictures import FORMATS, MAX_BYTES
from mewayz_identity.me.schemas import MeRead
from mewayz_kit.auth import Anyone, Person, Uow
from mewayz_kit.route import new_router, options

mine = new_router("identity/me/avatar", tag="me_avatar")
anyone = new_router("identity/public/avatars", tag="avatars")
PICTURE = {"schema": {"type": "string", "format": "binary"}}
UPLOAD: dict[str, Any] = {
    **options(
        rate="upload",
        idempotency="none",
        body_limit=MAX_BYTES + 65_536,
        no_impersonation=True,
        while_leaving=True,
    ),
    "requestBody": {"required": True, "content": dict.fromkeys(FORMATS, PICTURE)},
}
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{32}-[0-9a-f]{32}\.webp$")]


@mine.post("", openapi_extra=UPLOAD)
async def upload(request: Request, p: Person, uow: Uow) -> MeRead:
    """Send a picture (PNG, JPEG, WebP or GIF, up to 5 MiB, as the raw body); its middle square becomes your avatar.
    Whatever the file holds beside the pixels is left out. 413, 415, 422 `broken_image`, `too_many_pixels`."""
    picture = await service.read_upload(request.headers.get("content-type", ""), request.stream())
    return await service.keep(uow, picture)


@mine.delete("", status_code=204, openapi_extra=options(no_impersonation=True, while_leaving=True))
async def remove(p: Person, uow: Uow) -> Response:
    """Have no avatar."""
    await service.remove(uow)
    return Response(status_code=204)


@anyone.get("/{name}", response_class=StreamingResponse, openapi_extra=options(rate="public"))
async def get(name: Name, p: Anyone, uow: Uow) -> StreamingResponse:
    """A picture by the name in `avatar_url`; it never changes."""
    headers = {"Cache-Control": "public, max-age=86400, immutable"}
    return StreamingResponse(await service.find(uow, name), media_type="image/webp", headers=headers)
