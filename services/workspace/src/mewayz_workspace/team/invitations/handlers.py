"""Timers and reactions of invitations."""

from uuid import UUID

from mewayz_kit.events import Event, every, on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.invitations import upkeep


class MemberLostRights(Event, type="workspace.member.removed.v1"):
    """Our copy of a member's event."""

    id: UUID
    user_id: UUID


@on(
    MemberLostRights,
    "workspace.member.role_changed.v1",
    "workspace.member.suspended.v1",
)
async def cancel_invitations_of_member(event: MemberLostRights, uow: UnitOfWork) -> None:
    """Invitations fall with the right to send them."""
    await upkeep.cancel_those_of(uow, event.user_id)


@every("10m")
async def expire_invitations(uow: UnitOfWork) -> None:
    """Invitations end by the clock."""
    await upkeep.expire(uow)


@every("1h")
async def remind_of_invitations(uow: UnitOfWork) -> None:
    """One reminder after three days."""
    await upkeep.remind(uow)
