"""Tables of workspaces."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_workspace.base import Base


class Workspace(Entity, Base, table=True):
    """A tenant; its `id` is the workspace id of every other row.

    `status`: active, suspended, closing (read-only), archived (hidden), purging, purged. `week_start`: 1 is
    Monday. `access_version` grows with every change of rights.
    """

    __tablename__ = "workspaces"

    name: str = Field(max_length=120)
    slug: str = Field(max_length=60)
    description: str | None = Field(default=None, max_length=1000)
    industry: str | None = Field(default=None, max_length=60)
    team_size: str | None = Field(default=None, max_length=10)
    timezone: str = Field(max_length=64)
    locale: str = Field(max_length=16)
    week_start: int = 1
    currency: str = Field(max_length=3)
    status: str = Field(default="active", max_length=16, index=True)
    status_reason: str | None = Field(default=None, max_length=500)
    require_mfa: bool = False
    primary_owner_id: UUID
    access_version: int = 1
    closed_at: datetime | None = None
    purge_at: datetime | None = Field(default=None, index=True)
    transfer_to_id: UUID | None = None
    transfer_until: datetime | None = None


class Slug(Base, table=True):
    """A name in a URL. A former one stays reserved for a year and leads to the workspace."""

    __tablename__ = "workspace_slugs"
    __table_args__ = (
        sa.UniqueConstraint(
            "slug", name="uq_workspace_slugs_slug", info={"problem": ("slug_taken", "This name is taken.")}
        ),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(max_length=60)
    workspace_id: UUID = Field(foreign_key="workspaces.id", index=True)
    retired_at: datetime | None = None


class PurgeReceipt(Base, table=True):
    """A service has erased everything of a workspace."""

    __tablename__ = "purge_receipts"
    __retained__ = "Evidence that a workspace was purged everywhere."

    workspace_id: UUID = Field(primary_key=True)
    service: str = Field(primary_key=True, max_length=20)
    received_at: datetime
