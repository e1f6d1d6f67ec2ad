"""Bodies of members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record


class MemberSnapshot(Record):
    """A member as events tell it: no name and no address, so that no copy of them travels."""

    workspace_id: UUID
    user_id: UUID
    role: str
    status: str
    seat: str
    title: str | None
    joined_at: datetime


class MemberRead(MemberSnapshot):
    """A member. `status`: active, suspended. `seat`: active, or frozen (acts as viewer) beyond the plan."""

    name: str | None
    email: str | None


class MemberUpdate(Input):
    """Another role or title."""

    role: Annotated[str, Field(min_length=1, max_length=40, description="Key of a role.")] = ""
    title: Annotated[str | None, Field(max_length=120)] = None
