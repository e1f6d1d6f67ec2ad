"""Our slim copy of workspace's member events; the envelope names the workspace."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict


class MemberFact(BaseModel):
    """What we need of any member event."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    user_id: UUID
