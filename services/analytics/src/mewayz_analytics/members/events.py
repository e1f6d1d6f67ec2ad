"""Our slim copy of membership events."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

ENTERED = frozenset({"workspace.member.created.v1", "workspace.member.reactivated.v1"})
LEFT = frozenset({"workspace.member.suspended.v1", "workspace.member.removed.v1"})


class MemberChanged(BaseModel):
    """What we need of a membership event; the workspace is the envelope's."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    user_id: UUID
