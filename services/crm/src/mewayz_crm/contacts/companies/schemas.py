"""Bodies of links between contacts and companies."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_crm.vocabulary import ShortText
from mewayz_kit.schema import Input, Record, patch_of


class ContactCompanyCreate(Input):
    """A contact works for a company; the first link of a contact is the main one."""

    contact_id: UUID
    company_id: UUID
    role: Annotated[ShortText | None, Field(examples=["Buyer"])] = None
    is_primary: Annotated[bool, Field(description="Makes it the main company; another link steps back.")] = False
    ended_on: Annotated[date | None, Field(description="Last day; null while it lasts.")] = None


ContactCompanyUpdate = patch_of(ContactCompanyCreate, without={"contact_id", "company_id"})


class ContactCompanyRead(Record):
    """A link between a contact and a company."""

    contact_id: UUID
    company_id: UUID
    role: str | None
    is_primary: bool
    ended_on: date | None
