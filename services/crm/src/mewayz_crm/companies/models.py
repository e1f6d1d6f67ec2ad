"""Tables of companies."""

from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Text


class Company(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A firm. `employees` is a head count."""

    __tablename__ = "companies"

    name: str = Field(max_length=200, index=True)
    industry: str | None = Field(default=None, max_length=120)
    employees: int | None = None
    website: str | None = Field(default=None, max_length=500)
    country: str | None = Field(default=None, max_length=120)
    description: str | None = Field(default=None, sa_type=Text)
    owner_id: UUID | None = None
    parent_id: UUID | None = Field(default=None, foreign_key="companies.id")
