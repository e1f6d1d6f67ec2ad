"""Jobs, timers and answers of exports."""

from mewayz_identity.exports import service
from mewayz_identity.exports.schemas import ExportStep, StoredArchive
from mewayz_identity.settings import SERVICES
from mewayz_kit.events import every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

PARTS = tuple(f"{name}.export_part.ready.v1" for name in SERVICES)


@job
async def collect_parts(step: ExportStep, uow: UnitOfWork) -> None:
    """Ask every service for its part."""
    await service.collect(uow, step.export_id)


@on(*PARTS)
async def note_part(envelope: Envelope, uow: UnitOfWork) -> None:
    """One service has handed over its part."""
    await service.note_part(uow, envelope.source, envelope.data)


@job
async def make_archive(step: ExportStep, work: Work) -> None:
    """All parts are there."""
    await service.finish(work, step.export_id)


@every("1h")
async def ask_for_missing_parts(uow: UnitOfWork) -> None:
    """A part that is missing is asked for again every hour."""
    await service.ask_again(uow)


@job
async def give_up_export(step: ExportStep, uow: UnitOfWork) -> None:
    """24 hours are over."""
    await service.give_up(uow, step.export_id)


@job
async def expire_export(step: ExportStep, uow: UnitOfWork) -> None:
    """Seven days are over."""
    await service.expire(uow, step.export_id)


@job
async def forget_archive(stored: StoredArchive, work: Work) -> None:
    """Remove a file that nobody may fetch any more."""
    await work.runtime.files.delete(stored.key)
