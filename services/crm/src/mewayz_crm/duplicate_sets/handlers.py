"""The search for duplicates, and what follows when one is gone."""

from uuid import UUID

from mewayz_crm.duplicate_sets import service
from mewayz_crm.duplicate_sets.events import ScanStep
from mewayz_kit.events import every, job, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@job
async def scan_step(step: ScanStep, uow: UnitOfWork) -> None:
    """One step of a scan; it queues the next."""
    await service.scan(uow, step=step)


@every("7d")
async def scan_every_workspace(uow: UnitOfWork) -> None:
    """Look through everything once a week."""
    await service.scan_everywhere(uow)


@on("crm.contact.deleted.v1", "crm.company.deleted.v1", "crm.lead.deleted.v1")
async def leave_sets(event: Envelope, uow: UnitOfWork) -> None:
    """A record that was deleted or merged is nobody's duplicate any more."""
    await service.drop_record(uow, UUID(event.data["id"]))
