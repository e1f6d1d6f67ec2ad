"""The timer of staff members."""

from mewayz_identity.staff_members import service
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("7d")
async def check_second_factors(uow: UnitOfWork) -> None:
    """Once a week everybody on the staff is seen to have a second factor, and told when not."""
    await service.remind_without_factor(uow)
