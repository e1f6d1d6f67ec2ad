"""What services report of usage."""

from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements.events import EntitlementsChanged
from mewayz_workspace.team.roles.rules import SERVICES
from mewayz_workspace.usage import service
from mewayz_workspace.usage.events import UsageRecorded


@on(*(f"{name}.usage.recorded.v1" for name in SERVICES))
async def note_usage(event: UsageRecorded, uow: UnitOfWork) -> None:
    """An absolute count of one metric."""
    if uow.scope.workspace_id is not None:
        await service.record(uow, event)


@on(EntitlementsChanged)
async def measure_against_new_limits(event: EntitlementsChanged, uow: UnitOfWork) -> None:
    """Another plan, another mark."""
    await service.measure_again(uow)
