"""What follows a merge."""

from uuid import UUID

from mewayz_crm.merges import service
from mewayz_crm.merges.events import CompanyMerged, ContactMerged, LeadMerged
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(ContactMerged, CompanyMerged, LeadMerged)
async def sweep_latecomers(event: Envelope, uow: UnitOfWork) -> None:
    """Nothing stays behind with a merged record, even if it was written at the same moment."""
    await service.sweep(uow, merged_id=UUID(event.data["merged_id"]))
