"""The clocks of tickets."""

from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.tickets import desk


@every("5m")
async def watch_promises(uow: UnitOfWork) -> None:
    """A missed promise is told once."""
    await desk.watch(uow)


@every("1h")
async def tidy_up(uow: UnitOfWork) -> None:
    """Solved tickets close, forgotten ones are solved."""
    await desk.tidy(uow)
