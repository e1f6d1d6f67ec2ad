"""Table of staff roles."""

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class StaffRole(Entity, Base, table=True):
    """A role that the operator has made; `permissions` are patterns of platform permissions."""

    __tablename__ = "staff_roles"
    __table_args__ = (
        sa.UniqueConstraint(
            "key",
            name="uq_staff_roles_key",
            info={"problem": ("role_exists", "There is a staff role with this key.")},
        ),
    )

    key: str = Field(max_length=40)
    name: str = Field(max_length=120)
    permissions: list[str] = Field(sa_type=Json)
