"""Who demands a second factor of a person: the platform of everybody, a staff role, or a workspace of its members.

The platform and a workspace are enforced at the gateway, by what it is told here and there (ADR 0011); what is asked
here also decides what `me` shows and whether the last second factor can be given up.
"""

from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.policy import policy_of
from mewayz_identity.projections.members.models import Membership
from mewayz_identity.projections.workspaces.models import WorkspaceDemand
from mewayz_identity.staff_members.models import StaffMember
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

Demander = Literal["role", "platform", "workspace"]
NAMES: dict[Demander, str] = {
    "role": "Your role",
    "platform": "This platform",
    "workspace": "A workspace that you belong to",
}


async def by_platform(uow: UnitOfWork) -> bool:
    """Whether everybody needs a second factor here."""
    return (await policy_of(uow.runtime)).mfa_required_of == "everybody"


async def demanded_by(uow: UnitOfWork, user_id: UUID) -> Demander | None:
    """Who demands a second factor of this person, if anybody does. One statement, since every token asks."""
    holds_role = sa.exists(sa.select(col(StaffMember.id)).where(col(StaffMember.user_id) == user_id))
    belongs = sa.exists(
        sa.select(col(Membership.user_id))
        .join(WorkspaceDemand, col(WorkspaceDemand.workspace_id) == col(Membership.workspace_id))
        .where(
            col(Membership.user_id) == user_id,
            col(Membership.status) == "active",
            col(WorkspaceDemand.require_mfa).is_(True),
        )
    )
    role, workspace = (await uow.execute(sa.select(holds_role, belongs))).one()
    if role:
        return "role"
    if await by_platform(uow):
        return "platform"
    return "workspace" if workspace else None


async def refuse_without(uow: UnitOfWork, user_id: UUID) -> None:
    """409 `mfa_required` for somebody of whom a second factor is demanded: this was the last one."""
    demander = await demanded_by(uow, user_id)
    if demander is not None:
        raise Conflict("mfa_required", f"{NAMES[demander]} demands a second factor; this is your last one.")
