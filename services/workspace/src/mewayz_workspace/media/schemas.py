"""Bodies of media."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.schema import Input, Output, Record


class Presign(Input):
    """A file that is about to be uploaded. `bytes` is its exact size; that much of the quota is reserved."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["summer.jpg"])]
    content_type: Annotated[str, Field(max_length=100, examples=["image/jpeg"])]
    bytes: Annotated[int, Field(ge=1, le=2 * 1024**3)]
    folder_id: UUID | None = None
    purpose: Literal["library", "logo", "avatar"] = "library"
    visibility: Literal["public", "private"] = "private"
    alt_text: Annotated[str | None, Field(max_length=500)] = None


class Presigned(Output):
    """Where to PUT the bytes, once, until `expires_at`; then confirm."""

    id: UUID
    upload_url: str
    expires_at: datetime


class Variant(Output):
    """A smaller copy of an image."""

    bytes: int
    content_type: str
    width: int
    height: int
    url: str


class Use(Output):
    """A record that uses the file."""

    entity: str
    record_id: str


class MediaRead(Record):
    """A file. `url` is null until it is ready; links to private files work for ten minutes.

    `scan`: `clean`, or why nobody knows: `not_configured` (there is no scanner), `too_large` (for the scanner).
    """

    state: str
    name: str
    alt_text: str | None
    folder_id: UUID | None
    purpose: str
    visibility: str
    content_type: str | None
    bytes: int | None
    sha256: str | None
    width: int | None
    height: int | None
    scan: str
    reject_reason: str | None
    created_by: UUID | None
    url: str | None
    variants: dict[str, Variant]
    used_by: list[Use]


class MediaSnapshot(Record):
    """A file as events tell it: without links."""

    state: str
    name: str
    alt_text: str | None
    folder_id: UUID | None
    visibility: str
    content_type: str | None
    bytes: int | None


class MediaUpdate(Input):
    """What may change of a file."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    alt_text: Annotated[str | None, Field(max_length=500)] = None
    folder_id: UUID | None = None
    visibility: Literal["public", "private"] = "private"


class FolderCreate(Input):
    """A folder, at the top or in another one."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    parent_id: UUID | None = None


class FolderRename(Input):
    """Another name."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = ""


class FolderRead(Record):
    """A folder."""

    name: str
    parent_id: UUID | None


class FromUrl(Input):
    """A file to fetch from a public https address, at most 25 MiB (images 10, logos and avatars 5)."""

    url: Annotated[str, Field(max_length=2048, examples=["https://example.com/summer.jpg"])]
    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    folder_id: UUID | None = None
    purpose: Literal["library", "logo", "avatar"] = "library"
    visibility: Literal["public", "private"] = "private"
    alt_text: Annotated[str | None, Field(max_length=500)] = None


class VisitorUpload(Input):
    """A file that somebody who is no member wants to hand over: who asks answers for it."""

    workspace_id: UUID
    purpose: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["form_file"])]
    name: Annotated[str, Field(min_length=1, max_length=200)] = "upload"
    content_type: Annotated[str, Field(max_length=100)]
    bytes: Annotated[int, Field(ge=1, le=2 * 1024**3)]


class LinksRequest(Input):
    """Which files of the workspace, for how long (seconds). Files of at most `hand_over_bytes` are also copied to the
    exchange area, for a service that needs their content."""

    media_ids: Annotated[list[UUID], Field(max_length=100)]
    seconds: Annotated[int, Field(ge=1, le=600)] = 600
    workspace_id: UUID
    hand_over_bytes: Annotated[int, Field(ge=0, le=25 * 1024**2)] = 0


class HandedFile(Output):
    """A file as another service reads it: by `key` in the exchange area, for seven days; null: it has more bytes than
    were asked for."""

    key: str | None
    name: str
    content_type: str
    bytes: int


class Links(Output):
    """Media id → URL, and the file that was handed over; unknown ids are left out."""

    links: dict[UUID, str]
    files: dict[UUID, HandedFile]


class Uploaded(BaseModel):
    """Payload of the job that confirms a visitor's upload."""

    media_id: UUID


class StoredFile(BaseModel):
    """Payload of the job that forgets bytes."""

    key: str
