"""Table of TOTP credentials."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class TotpCredential(UserScoped, Entity, Base, table=True):
    """An authenticator. `secret` is sealed. `last_step` only grows: a code is good once. `active_for` is the user
    on an active one, so a user has at most one."""

    __tablename__ = "totp_credentials"
    __table_args__ = (
        sa.UniqueConstraint(
            "active_for",
            name="uq_totp_credentials_active",
            info={"problem": ("totp_already_active", "There is an active authenticator already.")},
        ),
    )

    status: str = Field(max_length=10)
    active_for: UUID | None = None
    secret: bytes = Field(sa_type=sa.LargeBinary)
    name: str = Field(max_length=120)
    last_step: int = 0
    confirmed_at: datetime | None = None
    last_used_at: datetime | None = None
