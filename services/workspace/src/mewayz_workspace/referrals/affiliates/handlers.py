"""Affiliates that come from an onboarding of crm."""

from uuid import UUID

from mewayz_kit.events import Event, on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.referrals.affiliates import service


class OnboardingClaimed(Event, type="crm.onboarding.claimed.v1"):
    """Our copy: somebody who was imported has claimed the account. `affiliate`: the program invites them."""

    user_id: UUID
    affiliate: bool = False


@on(OnboardingClaimed)
async def invite_claimed(event: OnboardingClaimed, uow: UnitOfWork) -> None:
    """Invite, once per program and person."""
    if event.affiliate:
        await service.invite(uow, event.user_id)
