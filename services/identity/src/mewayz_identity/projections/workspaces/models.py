"""Table of what workspaces demand."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base


class WorkspaceDemand(Base, table=True):
    """One workspace. `version` is that of the snapshot which wrote the row: an older one never overwrites."""

    __tablename__ = "workspace_demands"

    workspace_id: UUID = Field(primary_key=True)
    require_mfa: bool
    version: int = Field(sa_type=sa.BigInteger)
