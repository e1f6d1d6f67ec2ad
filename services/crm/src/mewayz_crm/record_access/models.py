"""Tables of record access."""

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class LimitedRole(WorkspaceScoped, Entity, Base, table=True):
    """Members of this role see only their own records. A role that is not here sees all."""

    __tablename__ = "limited_roles"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "role",
            name="uq_limited_roles_role",
            info={"problem": ("busy", "The access is being changed by somebody else; try again.")},
        ),
    )

    role: str = Field(max_length=64)
