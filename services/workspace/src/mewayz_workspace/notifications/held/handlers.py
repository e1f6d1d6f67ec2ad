"""The timer and the job that release held notices."""

from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notifications.held import service
from mewayz_workspace.notifications.held.release import release


class Reader(BaseModel):
    """Payload of the job: whose notices are due."""

    user_id: UUID


@every("1m")
async def release_due(uow: UnitOfWork) -> None:
    """Quiet hours and digests end to the minute."""
    for user_id in await service.people_with_due(uow):
        uow.enqueue(send_held, Reader(user_id=user_id), key=str(user_id))


@job
async def send_held(data: Reader, work: Work) -> None:
    """Send what one person has waited for; twice is harmless, a row leaves once."""
    await release(work, data.user_id)
