"""Tables of stages."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Stage(WorkspaceScoped, Entity, Base, table=True):
    """A step of a pipeline. `probability` in basis points; `rot_days` is how long a deal may rest in it."""

    __tablename__ = "stages"
    __table_args__ = (
        # What deals refer to: a stage of exactly their pipeline.
        sa.UniqueConstraint("pipeline_id", "id", name="uq_stages_pipeline"),
    )

    pipeline_id: UUID = Field(foreign_key="pipelines.id", ondelete="CASCADE")
    name: str = Field(max_length=120)
    kind: str = Field(max_length=4)
    position: int
    probability: int
    rot_days: int | None = None
