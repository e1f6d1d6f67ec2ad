"""Table of submissions."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index, seen_with
from mewayz_kit.ids import new_id
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class LeadFormSubmission(WorkspaceScoped, Entity, Base, table=True):
    """A form was filled in. `token` makes it count once. Its answers are kept only while it waits for room in the plan;
    then `address_print` recognises the address of somebody who is erased meanwhile."""

    __tablename__ = "lead_form_submissions"
    __table_args__ = (
        sa.UniqueConstraint("lead_form_id", "token", name="uq_lead_form_submissions_token"),
        list_index("lead_form_submissions", "lead_form_id"),
        list_index("lead_form_submissions", "contact_id"),
        sa.Index("ix_lead_form_submissions_state", "workspace_id", "state", "id"),
    )

    lead_form_id: UUID = Field(foreign_key="lead_forms.id", ondelete="CASCADE")
    token: str = Field(max_length=80)
    state: str = Field(max_length=12)
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id", ondelete="CASCADE")
    consent: bool
    answers: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    address_print: bytes | None = Field(default=None, sa_type=sa.BINARY(32), nullable=True)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whoever sees the contact."""
        return seen_with(columns.contact_id, user, "contacts")


class CapturedAddress(WorkspaceScoped, Base, table=True):
    """An address that counts as captured by forms (`crm.captured_emails`), once, as its keyed hash."""

    __tablename__ = "captured_addresses"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "address_print", name="uq_captured_addresses_address"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    address_print: bytes = Field(sa_type=sa.BINARY(32))
