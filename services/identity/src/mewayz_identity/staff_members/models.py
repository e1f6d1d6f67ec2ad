"""Table of staff members."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class StaffMember(Entity, Base, table=True):
    """A user with a platform role: one that is built in, or the key of a `StaffRole`. `allowed_ips` are networks
    from which this person may work as staff; none means everywhere."""

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
    allowed_ips: list[str] | None = Field(default=None, sa_type=Json)
