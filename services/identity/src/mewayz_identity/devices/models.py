"""Table of devices."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class Device(UserScoped, Entity, Base, table=True):
    """A browser or app of one user, recognised by the token it keeps (cookie or secure storage).

    `cookie` tells apart the cookies of several people in one browser (`service.cookie_key`).
    """

    __tablename__ = "devices"
    __table_args__ = (
        sa.UniqueConstraint("token_hash", name="uq_devices_token_hash"),
        sa.Index("ix_devices_cookie", "cookie"),
    )

    token_hash: bytes = Field(sa_type=Digest)
    cookie: str | None = Field(default=None, max_length=16)
    name: str = Field(max_length=120)
    trusted_until: datetime | None = None
    last_seen_at: datetime
