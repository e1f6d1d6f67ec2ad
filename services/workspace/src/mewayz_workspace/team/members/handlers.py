"""What members do when the plan changes."""

from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements.events import EntitlementsChanged
from mewayz_workspace.team.members import service


@on(EntitlementsChanged)
async def settle_seats_of_plan(event: EntitlementsChanged, uow: UnitOfWork) -> None:
    """Fewer seats freeze the latest members, more seats thaw them; nobody is removed."""
    await service.settle_seats(uow)
