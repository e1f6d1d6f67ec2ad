"""Table of password credentials."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json


class PasswordCredential(UserScoped, Entity, Base, table=True):
    """The password of one user. `hashes` holds the present hash first, then up to four earlier ones.
    `change_due_at`: staff has asked for a new one, without which nobody signs in by it."""

    __tablename__ = "password_credentials"
    __table_args__ = (sa.UniqueConstraint("user_id", name="uq_password_credentials_user"),)

    hashes: list[str] = Field(sa_type=Json)
    set_at: datetime
    last_used_at: datetime | None = None
    change_due_at: datetime | None = None
