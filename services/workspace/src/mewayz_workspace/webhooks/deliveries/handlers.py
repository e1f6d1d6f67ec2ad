"""Sending, now and later."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.webhooks.deliveries import service


class Send(BaseModel):
    """Which endpoint has something waiting."""

    endpoint_id: UUID


@job
async def send_to_endpoint(data: Send, work: Work) -> None:
    """Send what is due for one endpoint; when more comes later, so does another call."""
    await service.send_due(work, data.endpoint_id, again=_again)


@every("5m")
async def send_what_was_left(uow: UnitOfWork) -> None:
    """A safety net for messages whose sender was lost."""
    for endpoint_id, workspace_id in await service.overdue(uow):
        async with uow.within(workspace_id=workspace_id):
            _again(uow, endpoint_id, uow.now)


def _again(uow: UnitOfWork, endpoint_id: UUID, at: datetime) -> None:
    later = at > uow.now
    dedupe = f"{endpoint_id}:{at.timestamp():.6f}" if later else None
    uow.enqueue(send_to_endpoint, Send(endpoint_id=endpoint_id), at=at if later else None, dedupe=dedupe)
