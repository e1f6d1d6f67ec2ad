"""The timer of challenges."""

from mewayz_identity.challenges import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1h")
async def forget_old_challenges(work: Work) -> None:
    """Challenges are deleted a day after their end."""
    await service.forget_old(work)
