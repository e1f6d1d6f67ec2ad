"""Bodies of roles."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_kit.schema import Input, Record
from mewayz_workspace.team.roles.rules import is_pattern


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise ValueError("is no permission pattern such as crm.contacts:read, crm.*:write or !crm.deals:delete")
    return text


Permission = Annotated[str, Field(max_length=120), AfterValidator(_pattern)]


class RoleCreate(Input):
    """A role of one's own. `permissions` holds patterns; `!` denies and wins; none at all grants nothing."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,38}$", examples=["sales"])]
    name: Annotated[str, Field(min_length=1, max_length=80, examples=["Sales"])]
    description: Annotated[str | None, Field(max_length=500)] = None
    permissions: Annotated[list[Permission], Field(max_length=200, examples=[["crm.*:read"]])]


class RoleUpdate(Input):
    """What may change of a role; its key may not."""

    name: Annotated[str, Field(min_length=1, max_length=80)] = ""
    description: Annotated[str | None, Field(max_length=500)] = None
    permissions: Annotated[list[Permission], Field(max_length=200)] = []


class RoleRead(Record):
    """A role. Built-in ones cannot be changed."""

    workspace_id: UUID
    key: str
    name: str
    description: str | None
    permissions: list[str]
    builtin: bool
