"""Tables of media."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base

_Bytes = bytes
"""`bytes` is also the name of a column below."""


class MediaFolder(WorkspaceScoped, Entity, Base, table=True):
    """A folder of the library; `parent_key` is the parent's id or `root`, so that names are unique per level."""

    __tablename__ = "media_folders"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "parent_key",
            "name",
            name="uq_media_folders_name",
            info={"problem": ("folder_exists", "There is a folder of this name already.")},
        ),
    )

    name: str = Field(max_length=120)
    parent_id: UUID | None = Field(default=None, foreign_key="media_folders.id")
    parent_key: str = Field(max_length=36)


class Media(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """One file.

    `state`: presigned, uploaded, ready, rejected, deleted, expired. `declared_*` is what the uploader said, the
    rest is what was found. `by_visitor`: the uploader is no member, so the upload confirms itself. `charged` is how
    many bytes count against the quota. `variants` maps a name to {key, bytes, content_type, width, height}.
    `store_key` is where the file itself is.
    """

    __tablename__ = "media"
    __table_args__ = (sa.Index("ix_media_state", "state", "upload_until"),)

    state: str = Field(default="presigned", max_length=10)
    name: str = Field(max_length=200)
    alt_text: str | None = Field(default=None, max_length=500)
    folder_id: UUID | None = Field(default=None, foreign_key="media_folders.id")
    purpose: str = Field(default="library", max_length=40)
    visibility: str = Field(max_length=10)
    by_visitor: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    declared_type: str = Field(max_length=100)
    declared_bytes: int
    upload_until: datetime
    charged: int
    store_key: str | None = Field(default=None, max_length=200)
    bytes: int | None = None
    content_type: str | None = Field(default=None, max_length=100)
    sha256: str | None = Field(default=None, max_length=64)
    head: _Bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    width: int | None = None
    height: int | None = None
    variants: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    scan: str = Field(default="not_configured", max_length=20)
    reject_reason: str | None = Field(default=None, max_length=60)
    created_by: UUID | None = None


class MediaReference(WorkspaceScoped, Base, table=True):
    """A record of some service uses a file, as its last snapshot said."""

    __tablename__ = "media_references"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "media_id", "entity", "record_id", name="uq_media_references_use"),
        sa.Index("ix_media_references_record", "workspace_id", "record_id"),
    )

    id: UUID = Field(primary_key=True)
    media_id: UUID
    entity: str = Field(max_length=80)
    record_id: str = Field(max_length=120)
