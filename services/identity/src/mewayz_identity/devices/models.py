"""Table of devices."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class Device(UserScoped, Entity, Base, table=True):
    """A browser or app of one user, recognised by the token it keeps (cookie or secure storage)."""

    __tablename__ = "devices"
    __table_args__ = (sa.UniqueConstraint("token_hash", name="uq_devices_token_hash"),)

    token_hash: bytes = Field(sa_type=Digest)
    name: str = Field(max_length=120)
    trusted_until: datetime | None = None
    last_seen_at: datetime
