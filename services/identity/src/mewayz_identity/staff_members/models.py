"""Table of staff members."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity


class StaffMember(Entity, Base, table=True):
    """A user with a platform role."""

    __tablename__ = "staff_members"
    __table_args__ = (
        sa.UniqueConstraint(
            "user_id",
            name="uq_staff_members_user",
            info={"problem": ("already_staff", "This user is a staff member already.")},
        ),
    )

    user_id: UUID = Field(foreign_key="users.id")
    role: str = Field(max_length=40, index=True)
