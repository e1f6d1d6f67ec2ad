"""The timer of challenges."""

from mewayz_identity.challenges import service
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("1h")
async def forget_old_challenges(uow: UnitOfWork) -> None:
    """Challenges are deleted a day after their end."""
    await service.forget_old(uow)
