"""Tables of push subscriptions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Text
from mewayz_workspace.base import Base


class PushSubscription(UserScoped, Entity, Base, table=True):
    """One browser of one person; `endpoint_hash` (SHA-256) makes the endpoint unique.

    `p256dh` and `auth` are the browser's keys (RFC 8291): with them messages are made that it alone can read.
    """

    __tablename__ = "push_subscriptions"

    endpoint: str = Field(sa_type=Text)
    endpoint_hash: str = Field(max_length=64, unique=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)
    name: str | None = Field(default=None, max_length=120)
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


class PlatformKey(Base, table=True):
    """A key pair of the platform, made at the first start. `public`: base64url, uncompressed point."""

    __tablename__ = "platform_keys"

    name: str = Field(primary_key=True, max_length=40)
    id: UUID
    public: str = Field(max_length=200)
    sealed_private: bytes
    created_at: datetime
