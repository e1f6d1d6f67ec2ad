"""Bodies of record access."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from mewayz_kit.schema import Input, Record

Access = Literal["all", "own"]
RoleKey = Annotated[str, Field(min_length=1, max_length=64)]


def _owner_sees_all(roles: dict[str, str]) -> dict[str, str]:
    if roles.get("owner", "all") != "all":
        raise ValueError("the owner of a workspace sees all records")
    return roles


class RecordAccess(BaseModel):
    """The roles whose members see only their own records; every other one sees all."""

    roles: Annotated[dict[str, Access], Field(examples=[{"sales": "own"}])]


class RecordAccessChange(Input):
    """What holds from now on for every role; one that is left out sees all."""

    roles: Annotated[
        dict[RoleKey, Access], Field(max_length=100, examples=[{"sales": "own"}]), AfterValidator(_owner_sees_all)
    ]


class LimitedRoleRead(Record):
    """A role whose members see only their own records."""

    role: str
