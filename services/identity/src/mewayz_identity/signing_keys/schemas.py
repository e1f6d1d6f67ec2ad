"""Bodies of signing keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output


class SigningKeyRead(Output):
    """A signing key without its private part."""

    id: UUID
    kid: str
    state: Annotated[str, Field(description="pending, active, retired or removed")]
    published_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None
    removed_at: datetime | None
    reason: str | None


class SigningKeyList(Output):
    """Every signing key, newest first."""

    items: list[SigningKeyRead]


class EmergencyRevoke(Input):
    """Why a key must not be trusted any more."""

    reason: Annotated[str, Field(min_length=3, max_length=300, examples=["private key was exposed"])]
