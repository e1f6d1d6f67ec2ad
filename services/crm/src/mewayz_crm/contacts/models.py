"""Tables of contacts."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, Describable, board_index, list_index, sort_index
from mewayz_kit.ids import new_id
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped


class Contact(WorkspaceScoped, Describable, SoftDelete, Entity, Base, table=True):
    """A person. `name` is what lists show and sort by; `search_text` is what the search looks through.

    `company_id` repeats the primary link of `contact-companies`, so that lists need no join. An erased contact is
    deleted and empty, and never comes back.
    """

    __tablename__ = "contacts"
    __searched__ = ("search_text",)
    __table_args__ = (
        sa.Index("ix_contacts_name_key", "workspace_id", "name_key"),
        sa.Index("ix_contacts_external_id", "workspace_id", "external_id"),
        sort_index("contacts", "name"),
        sort_index("contacts", "updated_at"),
        list_index("contacts", "owner_id"),
        list_index("contacts", "company_id"),
        list_index("contacts", "lifecycle_stage"),
        board_index("contacts", "lifecycle_stage"),
    )

    first_name: str | None = Field(default=None, max_length=100)
    last_name: str | None = Field(default=None, max_length=100)
    name: str = Field(default="", max_length=254)
    name_key: str = Field(default="", max_length=200)
    search_text: str = Field(
        default="", max_length=2000, description="the name, the addresses, the numbers and `external_id`"
    )
    title: str | None = Field(default=None, max_length=120)
    company_id: UUID | None = Field(default=None, foreign_key="companies.id")
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, max_length=120)
    website: str | None = Field(default=None, max_length=500)
    tz: str | None = Field(default=None, max_length=64)
    locale: str | None = Field(default=None, max_length=16)
    source: str | None = Field(default=None, max_length=20)
    lifecycle_stage: str = Field(default="lead", max_length=30)
    subscribed_on: date | None = None
    external_id: str | None = Field(default=None, max_length=120)
    score: int | None = None
    erased_at: datetime | None = None


class ContactEmail(WorkspaceScoped, Base, table=True):
    """A mail address of a contact. `live` and `main` are NULL instead of false, so that only true is unique."""

    __tablename__ = "contact_emails"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "address_norm",
            "live",
            name="uq_contact_emails_address",
            info={"problem": ("email_taken", "A live contact already has this address.")},
        ),
        sa.UniqueConstraint("contact_id", "main", name="uq_contact_emails_main"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE", index=True)
    address: str = Field(max_length=254)
    address_norm: str = Field(max_length=254)
    label: str | None = Field(default=None, max_length=40)
    main: bool | None = Field(default=None, nullable=True)
    verified: bool = False
    invalid: bool = False
    position: int = 0
    live: bool | None = Field(default=True, nullable=True)


class ContactPhone(WorkspaceScoped, Base, table=True):
    """A phone number of a contact: as it was written, and in E.164 if it can be read so."""

    __tablename__ = "contact_phones"
    __table_args__ = (sa.Index("ix_contact_phones_e164", "workspace_id", "e164"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    contact_id: UUID = Field(foreign_key="contacts.id", ondelete="CASCADE", index=True)
    raw: str = Field(max_length=64)
    e164: str | None = Field(default=None, max_length=16)
    extension: str | None = Field(default=None, max_length=7)
    label: str | None = Field(default=None, max_length=40)
    position: int = 0
