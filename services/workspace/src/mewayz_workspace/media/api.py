"""Routes of media."""

from typing import Annotated

from fastapi import Header, Query, Request, Response

from mewayz_kit.auth import Anyone, Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.media import downloads, fetching, service, uploads
from mewayz_workspace.media.schemas import (
    FolderCreate,
    FolderRename,
    FromUrl,
    MediaRead,
    MediaUpdate,
    Presign,
    Presigned,
)

UPLOAD = options(rate="upload", timeout=3600, idempotency="none", body_limit=2 * 1024**3)
media = Resource(
    "workspace/media",
    service.records,
    update=MediaUpdate,
    permission="workspace.media",
    filter=("state", "folder_id", "content_type", "visibility", "purpose", "created_at"),
    sort=("created_at", "name", "bytes"),
    search=("name", "alt_text"),
    verbs=("list", "get", "update", "delete"),
    on_update=service.update,
    on_delete=service.delete,
)
router = media.router
folders = Resource(
    "workspace/media-folders",
    service.folders,
    create=FolderCreate,
    update=FolderRename,
    permission="workspace.media",
    filter=("parent_id",),
    sort=("created_at", "name"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create_folder,
    on_delete=service.delete_folder,
)
folder_router = folders.router
public_router = new_router("workspace/public", tag="media_files")
Writer = Annotated[Principal, require("workspace.media:write")]


@router.post("/presign", status_code=201)
async def presign(data: Presign, p: Writer, uow: Uow) -> Presigned:
    """Reserve room for a file and get a URL to PUT its bytes to, within an hour; then confirm.

    402 `plan_limit_reached` {metric, used, limit, unit}; 422 `unsupported_media_type` or `file_too_large`.
    """
    return await service.presign(uow, data)


@router.post("/{media_id}/confirm", openapi_extra=options(idempotency="none"))
async def confirm(media_id: Id, p: Writer, uow: Uow) -> MediaRead:
    """Check an uploaded file: afterwards `state` is `ready`, or `rejected` with `reject_reason`.

    The type is what the bytes are, not what the name says; images are written anew without metadata. Safe to
    repeat. 409 `invalid_transition` before the bytes are there.
    """
    return await service.records.show_one(uow, await uploads.confirm(uow, media_id))


@router.post("/from-url", status_code=201, openapi_extra=options(rate="upload", timeout=60, idempotency="none"))
async def from_url(data: FromUrl, p: Writer, uow: Uow) -> MediaRead:
    """Fetch a file from a public https address into the library; it is checked as an upload is.

    422 `destination_refused`, `host_unknown`, `https_required`, `download_failed`, `unsupported_media_type`,
    `file_too_large`; 503 `egress_timeout`, `egress_unreachable`, `egress_too_large`; 402 `plan_limit_reached`.
    """
    return await service.records.show_one(uow, await fetching.fetch(uow, data))


@public_router.put("/uploads/{token}", status_code=204, openapi_extra=UPLOAD)
async def upload(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """The bytes of a presigned file, exactly as many as announced.

    404; 409 `already_uploaded`; 410 `upload_expired`; 413 for more bytes; 422 `length_mismatch` for fewer.
    """
    await uploads.receive(uow, token, request.stream())
    return Response(status_code=204)


@public_router.get("/media/{key}", openapi_extra=options(rate="public"))
async def download(
    key: str,
    request: Request,
    p: Anyone,
    uow: Uow,
    expires: Annotated[int | None, Query(description="Unix seconds; with `signature` in signed links.")] = None,
    signature: Annotated[str | None, Query(max_length=100)] = None,
    if_none_match: Annotated[str | None, Header()] = None,
    range_: Annotated[str | None, Header(alias="range", description="One byte range.")] = None,
) -> Response:
    """A file (`{id}`) or a variant of an image (`{id}-thumb`, `{id}-medium`); private ones by signed link only.

    200, 206, 304 or 416; 403 `link_expired`; 404.
    """
    file = await downloads.find(uow, key, expires, signature)
    return downloads.answer(request.app.state.runtime, file, if_none_match=if_none_match, range_=range_)
