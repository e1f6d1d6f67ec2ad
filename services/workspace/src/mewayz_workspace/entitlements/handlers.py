"""Timers of entitlements."""

from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service


@every("5m")
async def end_overrides_in_time(uow: UnitOfWork) -> None:
    """Overrides end by the clock."""
    await service.end_overrides(uow)
