"""Bodies of API keys."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from mewayz_identity.api_keys.rules import checked_network, checked_scope
from mewayz_kit.schema import Input, Record, patch_of

Scopes = Annotated[
    list[Annotated[str, AfterValidator(checked_scope)]],
    Field(min_length=1, max_length=100, examples=[["crm.contacts:read"]]),
]
Networks = Annotated[
    list[Annotated[str, AfterValidator(checked_network)]],
    Field(max_length=50, description="Addresses or networks it may be used from; empty: from anywhere."),
]
KeyName = Annotated[str, Field(min_length=1, max_length=120, examples=["Nightly import"])]


class ApiKeyCreate(Input):
    """A new key."""

    name: KeyName
    kind: Annotated[
        Literal["personal", "workspace"],
        Field(description="Acts as you, with what you may do · acts as itself and outlives your membership."),
    ] = "personal"
    scopes: Scopes
    allowed_ips: Networks = []
    expires_at: Annotated[AwareDatetime, Field(description="At most 365 days from now.")]


ApiKeyUpdate: Any = patch_of(ApiKeyCreate, without=("kind", "expires_at"))


class Rotate(Input):
    """A new secret for a key."""

    overlap_seconds: Annotated[
        int, Field(ge=0, le=604_800, description="How long the old secret stays good; at most seven days.")
    ] = 0


class ApiKeyRead(Record):
    """A key without its secret."""

    name: str
    kind: str
    prefix: str
    scopes: list[str]
    allowed_ips: list[str]
    state: Annotated[str, Field(description="active, revoked or expired")]
    expires_at: datetime
    previous_until: Annotated[datetime | None, Field(description="Until then the secret before is good as well.")]
    last_used_at: datetime | None
    created_by: UUID
    user_id: Annotated[UUID | None, Field(description="Whom a personal key acts as.")]


class ApiKeySecret(ApiKeyRead):
    """A key with its secret, which is shown this once."""

    key: Annotated[str, Field(examples=["mwz_live_…_…"])]


class Introspect(Input):
    """A credential to look at."""

    token: Annotated[str, Field(max_length=200)]


class Introspection(BaseModel):
    """What a credential may do (RFC 7662)."""

    active: Literal[True]
    key_id: UUID
    kind: str
    user_id: UUID | None
    workspace_id: UUID
    scopes: list[str]
    allowed_ips: list[str]
    email_verified: bool
    version: int


class Inactive(BaseModel):
    """A credential that is not good; why is nobody's business."""

    active: Literal[False]
