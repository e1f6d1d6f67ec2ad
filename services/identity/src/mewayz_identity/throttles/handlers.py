"""The timer of throttles."""

from mewayz_identity.throttles import service
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("1h")
async def forget_old_throttles(uow: UnitOfWork) -> None:
    """Counters whose window is over are deleted."""
    await service.forget_old(uow)
