"""Table of held notices."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class HeldNotice(UserScoped, Entity, Base, table=True):
    """One notice to one person on one channel, until `due`. `reason`: quiet, digest.

    A `deferred` one has no words: its source gives them when it leaves. `member`: the reader belonged to the
    workspace when it was held, and must still do so when it leaves.
    """

    __tablename__ = "held_notices"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "channel", "dedupe_key", name="uq_held_notices_dedupe"),
        sa.Index("ix_held_notices_due", "due"),
    )

    channel: str = Field(max_length=10)
    reason: str = Field(max_length=10)
    due: datetime
    source: str = Field(max_length=20)
    workspace_id: UUID | None = Field(default=None, index=True)
    member: bool
    category: str = Field(max_length=20)
    template: str = Field(max_length=80)
    params: dict[str, Any] = Field(sa_type=Json)
    url: str | None = Field(default=None, max_length=500)
    dedupe_key: str = Field(max_length=200)
    deferred: bool
    title: str | None = Field(default=None, max_length=300)
    body: str | None = Field(default=None, max_length=2000)
