"""The timer of throttles."""

from mewayz_identity.throttles import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1h")
async def forget_old_throttles(work: Work) -> None:
    """Counters whose window is over are deleted."""
    await service.forget_old(work)
