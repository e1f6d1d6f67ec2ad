"""Table of passkeys."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json


class Passkey(UserScoped, Entity, Base, table=True):
    """The public half of a credential. `sign_count` only grows where the authenticator counts at all (else it stays
    0): one that falls behind means a copy. `backup_eligible` and `backed_up` tell a synchronised passkey."""

    __tablename__ = "passkeys"
    __table_args__ = (
        sa.UniqueConstraint(
            "credential_id",
            name="uq_passkeys_credential_id",
            info={"problem": ("passkey_known", "This authenticator is enrolled already.")},
        ),
    )

    credential_id: bytes = Field(sa_type=sa.VARBINARY(1023))
    public_key: bytes = Field(sa_type=sa.LargeBinary)
    sign_count: int = 0
    aaguid: str = Field(max_length=36)
    transports: list[str] = Field(sa_type=Json)
    backup_eligible: bool = False
    backed_up: bool = False
    name: str = Field(max_length=120)
    last_used_at: datetime | None = None
