"""Bodies of staff members."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_identity.staff_members.rules import Role
from mewayz_kit.schema import Input, Record


class StaffMemberCreate(Input):
    """A user who joins the staff."""

    user_id: UUID
    role: Annotated[Role, Field(description="super_admin, admin or support")]


class StaffMemberUpdate(Input):
    """Another role."""

    role: Role


class StaffMemberRead(Record):
    """A staff member."""

    user_id: UUID
    email: str
    name: str
    role: str
    mfa_enrolled: Annotated[bool, Field(description="Without a second factor no staff route works.")]
