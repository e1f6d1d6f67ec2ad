"""Table of onboarding programs."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class OnboardingProgram(WorkspaceScoped, Entity, Base, table=True):
    """What a workspace does for the people of one segment of identity. A segment belongs to one program of all
    workspaces, and only staff says to which: it tells the workspace who these people are."""

    __tablename__ = "onboarding_programs"
    __table_args__ = (
        sa.UniqueConstraint(
            "segment",
            name="uq_onboarding_programs_segment",
            info={"problem": ("segment_taken", "Another program has this segment.")},
        ),
        sort_index("onboarding_programs", "name"),
    )

    name: str = Field(max_length=120)
    segment: str = Field(max_length=60)
    active: bool = True
    list_id: UUID | None = Field(default=None, foreign_key="lists.id", ondelete="SET NULL")
    sequence_id: UUID | None = Field(default=None, foreign_key="sequences.id", ondelete="SET NULL")
    page_template: str | None = Field(default=None, max_length=120)
    affiliate: bool = False
