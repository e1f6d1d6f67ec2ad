"""The job of password resets."""

from mewayz_identity.password_resets import service
from mewayz_identity.password_resets.schemas import SealedAddress
from mewayz_kit.events import job
from mewayz_kit.uow import UnitOfWork


@job
async def start_password_reset(data: SealedAddress, uow: UnitOfWork) -> None:
    """Find the account of an address, if there is one, and mail a link."""
    await service.start(uow, data)
