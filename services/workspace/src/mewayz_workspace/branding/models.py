"""Table of branding."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Branding(WorkspaceScoped, Entity, Base, table=True):
    """One row per workspace. `colours` maps a role to `#rrggbb`; what the plan does not allow is kept but not shown."""

    __tablename__ = "brandings"
    __table_args__ = (sa.UniqueConstraint("workspace_id", name="uq_brandings_workspace"),)

    logo_media_id: UUID | None = None
    logo_dark_media_id: UUID | None = None
    icon_media_id: UUID | None = None
    colours: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    app_name: str | None = Field(default=None, max_length=60)
    white_label: bool = False
    hide_badge: bool = False
    mail_sender_name: str | None = Field(default=None, max_length=80)
