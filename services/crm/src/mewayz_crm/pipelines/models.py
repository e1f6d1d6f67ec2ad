"""Tables of pipelines."""

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Pipeline(WorkspaceScoped, Entity, Base, table=True):
    """A way of selling. `currency` is what its forecast is in; `main` is NULL instead of false, so that only true
    is unique."""

    __tablename__ = "pipelines"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "main",
            name="uq_pipelines_main",
            info={"problem": ("busy", "The default pipeline is being changed by somebody else; try again.")},
        ),
    )

    name: str = Field(max_length=120)
    currency: str = Field(max_length=3)
    main: bool | None = Field(default=None, nullable=True)
