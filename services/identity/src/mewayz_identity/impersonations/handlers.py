"""The timer of impersonations."""

from mewayz_identity.impersonations import service
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("1m")
async def close_dead_impersonations(uow: UnitOfWork) -> None:
    """Impersonations end after an hour, or with the role of the staff member."""
    await service.close_dead(uow)
