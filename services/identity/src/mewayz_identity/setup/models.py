"""Table of the set-up."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity


class Setup(Entity, Base, table=True):
    """The fact that the platform was set up. `slot` is always 1: the unique key lets it happen once, for ever."""

    __tablename__ = "setups"
    __retained__ = "The platform is set up once, for ever."
    __table_args__ = (
        sa.UniqueConstraint(
            "slot",
            name="uq_setups_slot",
            info={"problem": ("already_set_up", "The first administrator exists already.")},
        ),
    )

    slot: int = 1
    user_id: UUID = Field(foreign_key="users.id")
