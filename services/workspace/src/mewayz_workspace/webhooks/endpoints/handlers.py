"""What endpoints do when the plan changes."""

from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements.events import EntitlementsChanged
from mewayz_workspace.webhooks.endpoints import service


@on(EntitlementsChanged)
async def settle_endpoints_of_plan(event: EntitlementsChanged, uow: UnitOfWork) -> None:
    """A smaller plan freezes the latest endpoints, a larger one thaws them."""
    await service.settle(uow)
