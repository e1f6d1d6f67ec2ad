"""Table of the users read-model."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_workspace.base import Base


class User(Base, table=True):
    """A person as identity last described them. `as_of` is the time of that description, `registered_at` that of the
    registration (null until identity describes somebody again who was known before we kept it)."""

    __tablename__ = "users"

    id: UUID = Field(primary_key=True)
    email: str | None = Field(default=None, max_length=320)
    email_norm: str | None = Field(default=None, max_length=320, index=True)
    email_verified: bool = False
    name: str | None = Field(default=None, max_length=200)
    locale: str | None = Field(default=None, max_length=16)
    timezone: str | None = Field(default=None, max_length=64)
    status: str = Field(default="active", max_length=20)
    as_of: datetime
    registered_at: datetime | None = Field(default=None, index=True)
