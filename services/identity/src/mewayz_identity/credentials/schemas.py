"""Bodies of credentials."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output


class CredentialRead(Output):
    """One way to prove who you are."""

    id: Annotated[UUID | None, Field(description="Null for recovery codes, which are one set.")]
    type: Annotated[str, Field(description="password, totp, passkey, email_code, oidc or recovery_codes")]
    status: str
    name: str | None
    created_at: datetime | None
    last_used_at: datetime | None


class CredentialList(Output):
    """All of them."""

    items: list[CredentialRead]


class CredentialUpdate(Input):
    """Another name, for an authenticator or a passkey."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Laptop"])]
