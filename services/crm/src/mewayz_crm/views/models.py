"""Tables of views."""

from typing import Any
from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import Base, list_index, sort_index
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class View(WorkspaceScoped, Entity, Base, table=True):
    """A saved list. One that is not shared is its owner's alone."""

    __tablename__ = "views"
    __table_args__ = (list_index("views", "entity"), sort_index("views", "name"))

    name: str = Field(max_length=120)
    entity: str = Field(max_length=20)
    layout: str = Field(max_length=8)
    filter: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    columns: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    sort: str | None = Field(default=None, max_length=80)
    group_by: str | None = Field(default=None, max_length=80)
    sums: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    date_field: str | None = Field(default=None, max_length=80)
    shared: bool = False
    owner_id: UUID | None = None
