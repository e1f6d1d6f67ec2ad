"""What feeds the index."""

from mewayz_kit.events import PUBLIC, job, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.search import service
from mewayz_workspace.search.schemas import Rebuild


@on(PUBLIC)
async def follow_records(envelope: Envelope, uow: UnitOfWork) -> None:
    """Records of every service are found by what their events say."""
    await service.follow(uow, envelope)


@job
async def rebuild_index(step: Rebuild, uow: UnitOfWork) -> None:
    """One batch of a rebuild, then the next."""
    following = await service.rebuild(uow, step)
    if following is not None:
        uow.enqueue(rebuild_index, following, dedupe=f"{step.id}:{following.after}")
