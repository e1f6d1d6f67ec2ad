"""What pipelines do when others say something."""

from mewayz_crm.pipelines import service
from mewayz_crm.pipelines.events import WorkspaceCreated
from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork


@on(WorkspaceCreated)
async def open_default_pipeline(event: WorkspaceCreated, uow: UnitOfWork) -> None:
    """Every workspace starts with one pipeline."""
    async with uow.within(workspace_id=event.id):
        await service.ensure_default(uow, currency=event.currency)
