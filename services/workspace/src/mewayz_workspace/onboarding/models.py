"""Table of the setup wizard."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Onboarding(WorkspaceScoped, Base, table=True):
    """The wizard of one workspace: one row, made by the first answer. `state`: in_progress, awaiting_payment,
    completed. `steps` maps a step to {status: todo·done·skipped, data}.
    """

    __tablename__ = "onboardings"

    workspace_id: UUID = Field(default=None, primary_key=True)
    state: str = Field(default="in_progress", max_length=20)
    steps: dict[str, Any] = Field(sa_type=Json)
    quote_id: UUID | None = None
    change_id: UUID | None = None
    charge_id: UUID | None = None
    invited_by: UUID | None = None
    updated_at: datetime
    completed_at: datetime | None = None
