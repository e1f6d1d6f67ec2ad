"""Bodies of the security log."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Output


class WorkspaceSecurityEventRead(Output):
    """One fact about a workspace: of its keys, or of the second factor of a member. From where is the member's."""

    id: UUID
    created_at: datetime
    user_id: UUID | None
    actor_id: Annotated[str | None, Field(description="User, key or service that did it.")]
    on_behalf_of: Annotated[UUID | None, Field(description="Whom a staff member acted for.")]
    action: Annotated[str, Field(examples=["api_key.revoked"])]
    outcome: Annotated[str, Field(description="succeeded, failed or refused")]
    details: dict[str, Any]


class SecurityEventRead(Output):
    """One fact of the security log."""

    id: UUID
    created_at: datetime
    user_id: UUID | None
    workspace_id: UUID | None
    actor_id: Annotated[str | None, Field(description="User, key or service that did it.")]
    on_behalf_of: Annotated[UUID | None, Field(description="Whom a staff member acted for.")]
    action: Annotated[str, Field(examples=["login"])]
    outcome: Annotated[str, Field(description="succeeded, failed or refused")]
    ip: str | None
    user_agent: str
    details: dict[str, Any]
