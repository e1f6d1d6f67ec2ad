"""Tables of tags."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Tag(WorkspaceScoped, Entity, Base, table=True):
    """A label. `name_norm` is the name without case, by which it is unique in its workspace."""

    __tablename__ = "tags"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "name_norm",
            name="uq_tags_name",
            info={"problem": ("tag_taken", "A tag of this name is there already.")},
        ),
    )

    name: str = Field(max_length=60)
    name_norm: str = Field(max_length=200)
    color: str | None = Field(default=None, max_length=7)


class Tagging(WorkspaceScoped, Base, table=True):
    """One record carries one tag."""

    __tablename__ = "taggings"

    tag_id: UUID = Field(primary_key=True, foreign_key="tags.id", ondelete="CASCADE")
    record_id: UUID = Field(primary_key=True, index=True)
    entity: str = Field(max_length=20)
