"""Tables of things."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import UserScoped, WorkspaceScoped
from mewayz_sample.base import Base


class Thing(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """One thing; its code is unique in its workspace."""

    __tablename__ = "things"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id", "code", name="uq_things_code", info={"problem": ("code_taken", "This code is taken.")}
        ),
    )

    name: str = Field(max_length=100, index=True)
    code: str | None = Field(default=None, max_length=20)
    size: int | None = None
    seen_at: datetime | None = None
    parent_id: UUID | None = Field(default=None, foreign_key="things.id")
    api_secret: str | None = Field(default=None, max_length=40)


class Diary(UserScoped, Entity, Base, table=True):
    """A page that belongs to a person."""

    __tablename__ = "diaries"

    text: str = Field(max_length=200)
