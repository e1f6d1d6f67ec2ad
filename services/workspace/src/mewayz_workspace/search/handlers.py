"""What feeds the index."""

from mewayz_kit.events import PUBLIC, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.search import service
from mewayz_workspace.search.schemas import Rebuild


@on(PUBLIC)
async def follow_records(envelope: Envelope, uow: UnitOfWork) -> None:
    """Records of every service are found by what their events say."""
    await service.follow(uow, envelope)


@job
async def rebuild_index(step: Rebuild, work: Work) -> None:
    """One batch of a rebuild, then the next."""
    following = await service.rebuild(work, step)
    if following is not None:
        async with work.uow() as uow:
            uow.enqueue(rebuild_index, following, dedupe=f"{step.id}:{following.after}")
