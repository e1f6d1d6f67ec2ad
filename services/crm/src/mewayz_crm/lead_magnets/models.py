"""Tables of lead magnets."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with, sort_index, stays
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped


class LeadMagnet(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A file of the workspace's library that people get for filling in a form. With a list it is for those who are on
    it. `points` are for the score, at the first download."""

    __tablename__ = "lead_magnets"
    __table_args__ = (sort_index("lead_magnets", "name"),)

    name: str = Field(max_length=120)
    media_id: UUID = stays("a file of the library")
    list_id: UUID | None = Field(default=None, foreign_key="lists.id", ondelete="SET NULL")
    points: int = 10


class LeadMagnetGrant(WorkspaceScoped, Entity, Base, table=True):
    """Somebody has asked for a magnet. `waiting`: until the address is confirmed on the list; `sent`: the mail with the
    link was queued, and the link works."""

    __tablename__ = "lead_magnet_grants"
    __table_args__ = (
        sa.UniqueConstraint("magnet_id", "address_norm", name="uq_lead_magnet_grants_address"),
        list_index("lead_magnet_grants", "contact_id"),
        sa.Index("ix_lead_magnet_grants_address_norm", "workspace_id", "address_norm"),
    )

    magnet_id: UUID = Field(foreign_key="lead_magnets.id", ondelete="CASCADE")
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE")
    address: str = Field(max_length=254)
    address_norm: str = Field(max_length=254)
    state: str = Field(max_length=8)
    sent_at: datetime | None = None
    downloaded_at: datetime | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
