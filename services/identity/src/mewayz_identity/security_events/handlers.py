"""The timer of the security log."""

from mewayz_identity.security_events import service
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1d")
async def forget_old_security_events(work: Work) -> None:
    """Facts are kept as long as the operator decided, a year by default."""
    await service.forget_old(work)
