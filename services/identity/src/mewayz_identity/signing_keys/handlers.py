"""The timer of signing keys."""

from mewayz_identity.signing_keys import service
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("5m")
async def turn_signing_keys(uow: UnitOfWork) -> None:
    """Replace worn keys, activate published ones, remove retired ones."""
    await service.turn(uow)
