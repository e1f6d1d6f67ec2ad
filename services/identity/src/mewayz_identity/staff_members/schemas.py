"""Bodies of staff members."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_identity.platform_settings.schemas import Network
from mewayz_kit.schema import Input, Record

RoleKey = Annotated[
    str,
    Field(
        max_length=40,
        pattern="^[a-z][a-z0-9_]*$",
        description="super_admin, admin, support, or the key of a staff role of your own.",
        examples=["support"],
    ),
]
Ips = Annotated[
    list[Network], Field(max_length=50, description="Networks this person may work from; empty: from everywhere.")
]


class StaffMemberCreate(Input):
    """A user who joins the staff."""

    user_id: UUID
    role: RoleKey
    allowed_ips: Ips = []


class StaffMemberUpdate(Input):
    """Another role, or other networks."""

    role: RoleKey = ""
    allowed_ips: Ips = []


class StaffMemberRead(Record):
    """A staff member."""

    user_id: UUID
    email: str
    name: str
    role: str
    allowed_ips: list[str]
    mfa_enrolled: Annotated[bool, Field(description="Without a second factor no staff route works.")]
