"""Tables of custom fields."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import STAYS, Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class CustomField(WorkspaceScoped, Entity, Base, table=True):
    """The definition of one field of one kind of record. The values lie in the records' `custom` column."""

    __tablename__ = "custom_fields"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "entity",
            "key",
            name="uq_custom_fields_key",
            info={"problem": ("custom_field_taken", "This kind of record has a field of this key already.")},
        ),
    )

    entity: str = Field(max_length=20)
    key: str = Field(max_length=60)
    label: str = Field(max_length=120)
    type: str = Field(max_length=10)
    options: list[str] | None = Field(default=None, sa_type=Json)
    required: bool = False
    unique: bool = False
    default: Any = Field(default=None, sa_type=Json, nullable=True)
    position: int = 0


class CustomValue(WorkspaceScoped, Base, table=True):
    """The slot of one unique value: held by one live record at a time."""

    __tablename__ = "custom_values"
    __table_args__ = (
        sa.PrimaryKeyConstraint("record_id", "field_id"),
        sa.UniqueConstraint(
            "field_id",
            "value_key",
            name="uq_custom_values_value",
            info={"problem": ("custom_value_taken", "Another record has this value in a unique field.")},
        ),
    )

    record_id: UUID = Field(primary_key=True, sa_column_kwargs={"info": {STAYS: "freed and held again"}})
    field_id: UUID = Field(primary_key=True, foreign_key="custom_fields.id", ondelete="CASCADE")
    value_key: str = Field(max_length=200)
