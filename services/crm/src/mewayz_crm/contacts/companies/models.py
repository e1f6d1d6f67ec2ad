"""Tables of links between contacts and companies."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, seen_with
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class ContactCompany(WorkspaceScoped, Entity, Base, table=True):
    """A contact works, or worked, for a company. `main` is NULL instead of false, so that only true is unique."""

    __tablename__ = "contact_companies"
    __table_args__ = (
        sa.UniqueConstraint(
            "contact_id",
            "company_id",
            name="uq_contact_companies_link",
            info={"problem": ("already_linked", "The contact is linked to this company already.")},
        ),
        sa.UniqueConstraint(
            "contact_id",
            "main",
            name="uq_contact_companies_main",
            info={"problem": ("busy", "The main company is being changed by somebody else; try again.")},
        ),
    )

    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE")
    company_id: UUID = Field(foreign_key="companies.id", ondelete="CASCADE", index=True)
    role: str | None = Field(default=None, max_length=120)
    main: bool | None = Field(default=None, nullable=True)
    ended_on: date | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")
