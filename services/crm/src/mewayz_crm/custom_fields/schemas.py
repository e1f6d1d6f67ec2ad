"""Bodies of custom fields."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mewayz_crm.custom_fields.rules import UNIQUE_TYPES, read_value
from mewayz_kit.schema import Input, Record, patch_of

Entity = Literal["contact", "company", "lead", "deal", "activity"]
FieldType = Literal[
    "text", "number", "money", "date", "datetime", "bool", "select", "multi", "url", "email", "phone", "user"
]
Options = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=120)]],
    Field(min_length=1, max_length=200, description="What `select` and `multi` choose from."),
]


class CustomFieldCreate(Input):
    """A new field of one kind of record.

    `entity`, `key`, `type` and `unique` never change. `required` is asked of new records and of changes to the
    value; `default` fills it in for new records that leave it out.
    """

    entity: Entity
    key: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,59}$", examples=["customer_number"])]
    label: Annotated[str, Field(min_length=1, max_length=120)]
    type: FieldType
    options: Options | None = None
    required: bool = False
    unique: Annotated[bool, Field(description="No two live records hold the same value.")] = False
    default: Any = None
    position: Annotated[int, Field(ge=0, le=10_000)] = 0

    @model_validator(mode="after")
    def _consistent(self) -> "CustomFieldCreate":
        if (self.options is not None) != (self.type in {"select", "multi"}):
            raise ValueError("options belong to select and multi, and only to them")
        if self.unique and self.type not in UNIQUE_TYPES:
            raise ValueError(f"a field of type {self.type} cannot be unique")
        if self.default is not None:
            self.default = read_value(self.type, self.options, self.default)
        return self


CustomFieldUpdate = patch_of(CustomFieldCreate, without={"entity", "key", "type", "unique"})


class CustomFieldRead(Record):
    """A custom field."""

    entity: Entity
    key: str
    label: str
    type: FieldType
    options: list[str] | None
    required: bool
    unique: bool
    default: Any
    position: int
