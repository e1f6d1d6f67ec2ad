"""Routes of imports below one resource."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from mewayz_kit.auth import Uow
from mewayz_kit.errors import Malformed, UnsupportedMedia
from mewayz_kit.ids import Id
from mewayz_kit.imports.rows import Change
from mewayz_kit.imports.schemas import ImportRead, ImportRow, mapping_with
from mewayz_kit.imports.service import MAX_BYTES, Imports
from mewayz_kit.route import options
from mewayz_kit.schema import Page
from mewayz_kit.sheets import MEDIA as XLSX
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

TEXT = {"text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel", XLSX}
CHUNK = 256 * 1024
BINARY = {"type": "string", "format": "binary"}
FORM = {"type": "object", "required": ["file"], "properties": {"file": BINARY}}
UPLOAD: dict[str, Any] = {
    **options(rate="upload", timeout=120, idempotency="none", body_limit=MAX_BYTES + 65_536),
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": FORM},
            "text/csv": {"schema": BINARY},
            XLSX: {"schema": BINARY},
        },
    },
}
Limit = Annotated[int, Query(ge=1, le=100)]


def add_import_routes(router: APIRouter, resource: "Resource") -> None:
    """Upload, mapping, dry run, apply, stop, revert, outcomes and error file."""
    imports = Imports(resource)
    writer = resource.need("write")
    _add_upload(router, imports, writer)
    _add_reading(router, imports, resource.need("read"))
    _add_errors(router, imports, writer)

    Mapping = mapping_with(resource.importer.options)

    @router.post("/imports/{import_id}/map", response_model=ImportRead)
    async def map_import(
        import_id: Id,
        data: Mapping,  # type: ignore[valid-type]
        p: Annotated[Principal, writer],
        uow: Uow,
    ) -> ImportRead:
        """Say which column is which field, and what happens to rows that exist or do not; starts over."""
        return await imports.map(uow, import_id, data)

    @router.post("/imports/{import_id}/validate", status_code=202, response_model=ImportRead)
    async def validate_import(import_id: Id, p: Annotated[Principal, writer], uow: Uow) -> ImportRead:
        """Dry run: every outcome, nothing written. `validated` when done."""
        return await imports.validate(uow, import_id)

    @router.post("/imports/{import_id}/start", status_code=202, response_model=ImportRead)
    async def start_import(import_id: Id, p: Annotated[Principal, writer], uow: Uow) -> ImportRead:
        """Apply a validated import."""
        return await imports.start(uow, import_id)

    @router.post("/imports/{import_id}/stop", response_model=ImportRead)
    async def stop_import(import_id: Id, p: Annotated[Principal, writer], uow: Uow) -> ImportRead:
        """End a running import after its present batch; what was applied stays."""
        return await imports.stop(uow, import_id)

    @router.post("/imports/{import_id}/revert", status_code=202, response_model=ImportRead)
    async def revert_import(import_id: Id, p: Annotated[Principal, resource.need("revert")], uow: Uow) -> ImportRead:
        """Remove what it created and restore what it changed; records edited since are kept and listed."""
        return await imports.revert(uow, import_id)


def _add_upload(router: APIRouter, imports: Imports, writer: Any) -> None:
    @router.post("/imports", status_code=201, response_model=ImportRead, openapi_extra=UPLOAD)
    async def upload_import(
        request: Request,
        response: Response,
        p: Annotated[Principal, writer],
        uow: Uow,
        name: Annotated[str, Query(max_length=255, description="File name of a raw body.")] = "import.csv",
        header: Annotated[bool | None, Query(description="Whether the first row holds names; absent: seen.")] = None,
    ) -> ImportRead:
        """Upload a file (a form field `file`, or the raw body): CSV in UTF-8 or CP1252 with any usual delimiter, or
        XLSX, of which the first sheet is read."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in TEXT:
            made = await imports.upload(uow, request.stream(), name, has_header=header)
        elif kind == "multipart/form-data":
            async with request.form(max_files=1, max_fields=10) as form:
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise Malformed("file_missing", "Send the file in the form field `file`.")
                made = await imports.upload(uow, _chunks(file), file.filename or name, has_header=header)
        else:
            raise UnsupportedMedia(detail=f"Send text/csv, {XLSX} or multipart/form-data.")
        response.headers["Location"] = f"/api/v1/{imports.resource.path}/imports/{made.id}"
        return made


def _add_reading(router: APIRouter, imports: Imports, reader: Any) -> None:
    @router.get("/imports", response_model=Page[ImportRead])
    async def list_imports(
        p: Annotated[Principal, reader], uow: Uow, limit: Limit = 25, cursor: UUID | None = None
    ) -> Page[ImportRead]:
        """Imports, newest first."""
        return await imports.page(uow, limit=limit, cursor=cursor)

    @router.get("/imports/{import_id}", response_model=ImportRead)
    async def get_import(import_id: Id, p: Annotated[Principal, reader], uow: Uow) -> ImportRead:
        """One import with its state and counts."""
        return await imports.read(uow, import_id)

    @router.get("/imports/{import_id}/rows", response_model=Page[ImportRow])
    async def list_import_rows(
        import_id: Id,
        p: Annotated[Principal, reader],
        uow: Uow,
        outcome: Change | None = None,
        reverted: Literal["reverted", "kept"] | None = None,
        limit: Limit = 100,
        cursor: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    ) -> Page[ImportRow]:
        """What became of each row and why, in the order of the file."""
        return await imports.rows(uow, import_id, outcome=outcome, reverted=reverted, after=cursor, limit=limit)


def _add_errors(router: APIRouter, imports: Imports, writer: Any) -> None:
    @router.get("/imports/{import_id}/errors.csv", response_class=StreamingResponse, openapi_extra=options(stream=True))
    async def download_import_errors(import_id: Id, p: Annotated[Principal, writer], uow: Uow) -> StreamingResponse:
        """The failed rows as they came, each with its reason."""
        await imports.check_file(uow, import_id)

        async def body() -> AsyncIterator[str]:
            # The edge closes its unit of work before a stream begins, so the stream has one of its own.
            own = UnitOfWork(uow.runtime, p, cause=uow.cause, writes=False)
            try:
                async for line in imports.errors(own, import_id):
                    yield line
            finally:
                await own.close()

        headers = {"Content-Disposition": f'attachment; filename="errors-{import_id}.csv"'}
        return StreamingResponse(body(), media_type="text/csv; charset=utf-8", headers=headers)


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk
