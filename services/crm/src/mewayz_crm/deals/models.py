"""Tables of deals."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import SHOWN_BY, Base, Describable, board_index, list_index, sort_index
from mewayz_kit.ids import new_id
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped


class Deal(WorkspaceScoped, Describable, SoftDelete, Entity, Base, table=True):
    """A chance to sell. `amount` in minor units of `currency`; `rank` orders the deals of a stage on the board.

    `fx_rate` is how much of the pipeline's currency one unit of `currency` is worth; decimal text, because a float
    would change sums.
    """

    __tablename__ = "deals"
    __searched__ = ("name",)
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["pipeline_id", "stage_id"], ["stages.pipeline_id", "stages.id"], name="fk_deals_stage_of_pipeline"
        ),
        sa.UniqueConstraint(
            "stage_id",
            "rank",
            name="uq_deals_rank",
            info={"problem": ("busy", "The board is being changed by somebody else; try again.")},
        ),
        sa.Index("ix_deals_forecast", "pipeline_id", "status", "expected_close"),
        sa.Index("ix_deals_stage_of_pipeline", "pipeline_id", "stage_id"),
        sa.Index("ix_deals_order_id", "workspace_id", "order_id"),
        sa.Index("ix_deals_quote_id", "workspace_id", "quote_id"),
        list_index("deals", "pipeline_id"),
        list_index("deals", "owner_id"),
        list_index("deals", "company_id"),
        sort_index("deals", "amount"),
        sort_index("deals", "expected_close"),
        sort_index("deals", "name"),
        board_index("deals", "pipeline_id", "stage_id", "currency", "amount"),
    )

    name: str = Field(max_length=200)
    pipeline_id: UUID = Field(foreign_key="pipelines.id")
    stage_id: UUID
    status: str = Field(default="open", max_length=4)
    rank: int
    amount: int | None = None
    currency: str | None = Field(default=None, max_length=3)
    fx_rate: str | None = Field(default=None, max_length=32)
    probability: int | None = None
    expected_close: date | None = None
    company_id: UUID | None = Field(default=None, foreign_key="companies.id")
    lost_reason: str | None = Field(default=None, max_length=500)
    stage_entered_at: datetime
    closed_at: datetime | None = None
    order_id: UUID | None = None
    quote_id: UUID | None = None


class DealContact(WorkspaceScoped, Base, table=True):
    """A person who takes part in a deal."""

    __tablename__ = "deal_contacts"

    deal_id: UUID = Field(primary_key=True, foreign_key="deals.id", ondelete="CASCADE")
    contact_id: UUID = Field(
        primary_key=True,
        foreign_key="contacts.id",
        ondelete="CASCADE",
        index=True,
        sa_column_kwargs={"info": {SHOWN_BY: "deal_id"}},
    )
    position: int = 0


class StageChange(WorkspaceScoped, Base, table=True):
    """One step of a deal's way; kept when stages are deleted, so there is no reference to them."""

    __tablename__ = "deal_stage_changes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    deal_id: UUID = Field(foreign_key="deals.id", ondelete="CASCADE", index=True)
    from_stage_id: UUID | None = None
    to_stage_id: UUID
    status: str = Field(max_length=4)
    at: datetime
    user_id: UUID | None = None
