"""Bodies of assignment."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from mewayz_kit.schema import Input, Record, each_once

Kind = Literal["contact", "lead"]


class Assignment(BaseModel):
    """Who gets new records without an owner, in turn; nobody in `user_ids`: they stay without one."""

    kinds: list[Kind]
    user_ids: list[UUID]


class AssignmentChange(Input):
    """The rule from now on. Members who are suspended or removed are left out of the round while they are."""

    kinds: Annotated[
        list[Kind], Field(max_length=10, description="Which kinds of record."), AfterValidator(each_once)
    ] = ["contact", "lead"]
    user_ids: Annotated[list[UUID], Field(max_length=100), AfterValidator(each_once)]


class AssignmentRuleRead(Record):
    """The rule as events tell it."""

    kinds: list[Kind]
    user_ids: list[UUID]
