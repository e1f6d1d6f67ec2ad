"""Bodies of staff roles."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from mewayz_identity.staff_members.rules import PATTERNS
from mewayz_kit.schema import Input, Record

_PATTERN = re.compile(r"!?platform\.([a-z_]+|\*):([a-z_]+|\*)")


def _pattern(text: str) -> str:
    if not _PATTERN.fullmatch(text):
        raise ValueError("A platform permission looks like platform.users:read, platform.*:read or !platform.users:*.")
    return text


def _own_key(key: str) -> str:
    if key in PATTERNS:
        raise ValueError("This role is built in.")
    return key


Pattern = Annotated[str, AfterValidator(_pattern), Field(max_length=80, examples=["platform.users:read"])]
Patterns = Annotated[list[Pattern], Field(min_length=1, max_length=100)]
Key = Annotated[
    str, AfterValidator(_own_key), Field(max_length=40, pattern="^[a-z][a-z0-9_]{2,39}$", examples=["trust_team"])
]
Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Trust and safety"])]


class StaffRoleCreate(Input):
    """A role of your own."""

    key: Key
    name: Name
    permissions: Patterns


class StaffRoleUpdate(Input):
    """Another name or other permissions."""

    name: Name = ""
    permissions: Patterns = []


class StaffRoleRead(Record):
    """A staff role."""

    key: str
    name: str
    permissions: Annotated[list[str], Field(description="Patterns of platform permissions; `!` takes away.")]
