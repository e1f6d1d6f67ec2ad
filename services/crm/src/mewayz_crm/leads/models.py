"""Tables of leads."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, Describable, board_index, list_index, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text


class Lead(WorkspaceScoped, Describable, SoftDelete, Entity, Base, table=True):
    """Somebody who may buy, as raw as they came; `details` keeps what no other column takes.

    `email_norm` is the first address in its comparable form. The three `converted_…` ids are what it became. `live`
    is NULL when the lead is deleted, so that its source reference is free again.
    """

    __tablename__ = "leads"
    __searched__ = ("name", "company_name", "email", "phone")
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "source_ref",
            "live",
            name="uq_leads_source",
            info={"problem": ("lead_taken", "A lead with this source and reference is there already.")},
        ),
        sa.Index("ix_leads_email_norm", "workspace_id", "email_norm"),
        sa.Index("ix_leads_name_key", "workspace_id", "name_key"),
        sa.Index("ix_leads_converted_contact_id", "workspace_id", "converted_contact_id"),
        sa.Index("ix_leads_converted_company_id", "workspace_id", "converted_company_id"),
        sort_index("leads", "name"),
        list_index("leads", "status"),
        list_index("leads", "owner_id"),
        board_index("leads", "status"),
    )

    first_name: str | None = Field(default=None, max_length=100)
    last_name: str | None = Field(default=None, max_length=100)
    name: str = Field(default="", max_length=254)
    name_key: str = Field(default="", max_length=200)
    company_name: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=120)
    email: str | None = Field(default=None, max_length=320)
    email_norm: str | None = Field(default=None, max_length=254)
    email_2: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=64)
    phone_2: str | None = Field(default=None, max_length=64)
    website: str | None = Field(default=None, max_length=500)
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, max_length=120)
    notes: str | None = Field(default=None, sa_type=Text)
    source: str = Field(max_length=120)
    source_ref: str | None = Field(default=None, max_length=120)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    status: str = Field(default="new", max_length=12)
    converted_contact_id: UUID | None = None
    converted_company_id: UUID | None = None
    converted_deal_id: UUID | None = None
    live: bool | None = Field(default=True, nullable=True)
