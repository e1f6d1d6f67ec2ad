"""Bodies of exports."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.schema import Record


class ExportRead(Record):
    """An export of your data."""

    state: Annotated[str, Field(description="queued, collecting, ready, failed or expired")]
    deadline: Annotated[datetime, Field(description="When it fails if a service has not answered.")]
    missing: Annotated[list[str], Field(description="Services whose part is not there yet.")]
    size: Annotated[int | None, Field(description="Bytes of the archive.")]
    sha256: Annotated[str | None, Field(description="Of the archive, in hex.")]
    ready_at: datetime | None
    expires_at: Annotated[datetime | None, Field(description="Until then it can be downloaded.")]


class ExportStep(BaseModel):
    """Go on with one export."""

    export_id: UUID


class StoredArchive(BaseModel):
    """A file of ours that is to be forgotten."""

    key: str
