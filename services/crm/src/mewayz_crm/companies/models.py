"""Tables of companies."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, Describable, board_index, list_index, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Text


class Company(WorkspaceScoped, Describable, SoftDelete, Entity, Base, table=True):
    """A firm. `employees` is a head count; `name_key` the name by which two firms look alike."""

    __tablename__ = "companies"
    __searched__ = ("name", "website")
    __table_args__ = (
        sa.Index("ix_companies_name_key", "workspace_id", "name_key"),
        sa.Index("ix_companies_external_id", "workspace_id", "external_id"),
        sort_index("companies", "name"),
        list_index("companies", "owner_id"),
        list_index("companies", "industry"),
        board_index("companies", "industry"),
    )

    name: str = Field(max_length=200)
    name_key: str = Field(default="", max_length=200)
    industry: str | None = Field(default=None, max_length=120)
    employees: int | None = None
    founded: int | None = None
    website: str | None = Field(default=None, max_length=500)
    phone: str | None = Field(default=None, max_length=64)
    country: str | None = Field(default=None, max_length=120)
    description: str | None = Field(default=None, sa_type=Text)
    external_id: str | None = Field(default=None, max_length=120)
    parent_id: UUID | None = Field(default=None, foreign_key="companies.id", index=True)


class CompanyDomain(WorkspaceScoped, Base, table=True):
    """A domain of a firm. `live` is NULL when the firm is deleted, so that its domains are free again."""

    __tablename__ = "company_domains"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "domain",
            "live",
            name="uq_company_domains_domain",
            info={"problem": ("domain_taken", "Another company has this domain.")},
        ),
    )

    company_id: UUID = Field(primary_key=True, foreign_key="companies.id", ondelete="CASCADE")
    domain: str = Field(primary_key=True, max_length=253)
    position: int = 0
    live: bool | None = Field(default=True, nullable=True)
