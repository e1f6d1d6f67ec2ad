"""Table of identity providers."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class IdentityProvider(Entity, Base, table=True):
    """One provider. `key` stands in URLs. `secret` is sealed: the client secret, or Apple's private key (PEM), which
    belongs to `team_id` and `key_id`."""

    __tablename__ = "identity_providers"
    __table_args__ = (
        sa.UniqueConstraint(
            "key",
            name="uq_identity_providers_key",
            info={"problem": ("provider_key_taken", "There is a provider with this key already.")},
        ),
    )

    key: str = Field(max_length=40)
    kind: str = Field(max_length=12)
    title: str = Field(max_length=60)
    issuer: str = Field(max_length=255)
    api_url: str | None = Field(default=None, max_length=255)
    client_id: str = Field(max_length=255)
    secret: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    team_id: str | None = Field(default=None, max_length=20)
    key_id: str | None = Field(default=None, max_length=20)
    scopes: list[str] = Field(sa_type=Json)
    trusted_email: bool
    enabled: bool
    last_test_at: datetime | None = None
    last_test_error: str | None = Field(default=None, max_length=300)
