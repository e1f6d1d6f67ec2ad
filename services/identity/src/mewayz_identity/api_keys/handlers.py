"""The timers of API keys."""

from mewayz_identity.api_keys import expiry
from mewayz_kit.events import every
from mewayz_kit.uow import UnitOfWork


@every("1h")
async def expire_api_keys(uow: UnitOfWork) -> None:
    """Keys whose time is over free their place in the plan; 14 and 3 days before, their people are told."""
    await expiry.expire(uow)
    await expiry.warn(uow)
