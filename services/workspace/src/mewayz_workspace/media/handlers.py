"""Jobs, timers, references and the purge hook of media."""

from collections.abc import Mapping
from uuid import UUID

from mewayz_kit.events import PUBLIC, every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.privacy import purge_workspace
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media import references, service, uploads
from mewayz_workspace.media.schemas import StoredFile, Uploaded


@on(PUBLIC)
async def follow_references(envelope: Envelope, uow: UnitOfWork) -> None:
    """Snapshots name the files they use."""
    await references.follow(uow, envelope)


@job(held=False)
async def forget_file(data: StoredFile, work: Work) -> None:
    """Delete stored bytes; forgetting again is harmless."""
    await work.runtime.files.delete(data.key)


@job(held=False)
async def forget_handed(data: StoredFile, work: Work) -> None:
    """Delete what was handed to another service; it is handed over again when it is needed again."""
    await work.runtime.files.exchange.delete(data.key)


@job
async def confirm_upload(data: Uploaded, work: Work) -> None:
    """What a visitor has sent is looked at without anybody asking; confirming again changes nothing."""
    async with work.uow() as uow:
        await uploads.confirm(uow, data.media_id)


@every("10m")
async def sweep_uploads(uow: UnitOfWork) -> None:
    """Uploads that never came give their quota back."""
    await service.sweep(uow)


@purge_workspace
async def forget_files(uow: UnitOfWork, workspace_id: UUID) -> Mapping[str, int]:
    """The bytes go with the rows."""
    return {"files": await service.forget_all(uow)}
