"""What happens to open invitations without their people: time passes, inviters lose rights."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.invitations import service
from mewayz_workspace.team.invitations.events import InvitationExpired
from mewayz_workspace.team.models import Invitation

REMIND_AFTER = timedelta(days=3)


async def expire(uow: UnitOfWork) -> int:
    """End the invitations whose time is over; answers how many."""
    for row in (due := await _due(uow, col(Invitation.expires_at) <= uow.now)):
        async with uow.within(workspace_id=row.workspace_id):
            await service.end(uow, row, "expired")
            uow.publish(InvitationExpired(id=row.id, role=row.role))
    return len(due)


async def remind(uow: UnitOfWork) -> int:
    """Remind once, three days after an invitation was sent, with the same link."""
    sent = col(Invitation.updated_at) <= uow.now - REMIND_AFTER
    due = await _due(uow, sent & col(Invitation.reminded_at).is_(None) & (col(Invitation.expires_at) > uow.now))
    for row in due:
        async with uow.within(workspace_id=row.workspace_id):
            row.reminded_at = uow.now
            row.events = [*row.events, service.happened(uow, "reminded")]
            await service.mail(uow, row, "invitation_reminder")
    return len(due)


async def cancel_those_of(uow: UnitOfWork, user_id: UUID) -> None:
    """Cancel the open invitations of a person who has lost the right to send them."""
    rows: Sequence[Invitation] = await uow.all(
        sa.select(Invitation).where(col(Invitation.invited_by) == user_id, col(Invitation.state) == "pending")
    )
    for row in rows:
        if not await service.inviter_may(uow, row):
            await service.end(uow, row, "cancelled")


async def _due(uow: UnitOfWork, condition: Any) -> Sequence[Invitation]:
    with uow.unscoped("invitations are looked after by the clock, in every workspace"):
        found: Sequence[Invitation] = await uow.all(
            sa.select(Invitation).where(col(Invitation.state) == "pending", condition).limit(200).with_for_update()
        )
    return found
