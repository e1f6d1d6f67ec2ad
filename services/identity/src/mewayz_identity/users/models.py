"""Table of users."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class User(Entity, Base, table=True):
    """A person. `email_norm` and `username_norm` decide whether two addresses or names are the same.

    `status` is pending, active, disabled, deletion_scheduled or deleted; `status_before` is where enabling leads
    back to. `source` says how the account came about; `reminders` counts mails that asked to prove the address.
    `notes`, `segments` and `flags` are staff's; the person does not see the notes.
    """

    __tablename__ = "users"
    __table_args__ = (
        sa.UniqueConstraint(
            "email_norm",
            name="uq_users_email_norm",
            info={"problem": ("email_taken", "An account with this address exists already.")},
        ),
        sa.UniqueConstraint(
            "username_norm",
            name="uq_users_username_norm",
            info={"problem": ("username_taken", "Somebody else has this user name.")},
        ),
    )

    email: str = Field(max_length=254)
    email_norm: str = Field(max_length=254)
    email_verified_at: datetime | None = None
    email_undeliverable_at: datetime | None = None
    username: str | None = Field(default=None, max_length=30)
    username_norm: str | None = Field(default=None, max_length=30)
    name: str = Field(max_length=120)
    avatar_url: str | None = Field(default=None, max_length=500)
    locale: str = Field(max_length=16)
    timezone: str = Field(max_length=64)
    status: str = Field(max_length=20, index=True)
    status_before: str | None = Field(default=None, max_length=20)
    reminders: int = 0
    preferences: dict[str, Any] = Field(sa_type=Json)
    source: str = Field(max_length=20)
    notes: str | None = Field(default=None, max_length=4000)
    segments: list[str] | None = Field(default=None, sa_type=Json)
    flags: dict[str, bool] | None = Field(default=None, sa_type=Json)
    referral_code: str | None = Field(default=None, max_length=64)
