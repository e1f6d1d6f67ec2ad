"""Tables of assignment."""

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class AssignmentRule(WorkspaceScoped, Entity, Base, table=True):
    """The members who get new records in turn; `turn` counts the records that were given out."""

    __tablename__ = "assignment_rules"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            name="uq_assignment_rules_workspace",
            info={"problem": ("busy", "The rule is being changed by somebody else; try again.")},
        ),
    )

    kinds: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    user_ids: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    turn: int = 0
