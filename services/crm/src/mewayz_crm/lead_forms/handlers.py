"""What other services tell of forms and found people."""

from uuid import UUID

from pydantic import BaseModel

from mewayz_crm.lead_forms import finding, service
from mewayz_crm.lead_forms.events import LeadBatchSent, LeadCaptured, OpenDeal, SubmissionCreated
from mewayz_kit.events import job, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


class TakeWaiting(BaseModel):
    """Take what waits, behind the submission `after`."""

    after: UUID | None = None


@on(SubmissionCreated)
async def take_submission(event: SubmissionCreated, uow: UnitOfWork) -> None:
    """Somebody has filled in a form."""
    await service.submitted(uow, event=event)


@on(LeadCaptured)
async def take_captured(event: LeadCaptured, uow: UnitOfWork) -> None:
    """Somebody has told a chatbot who they are."""
    await service.captured(uow, event=event)


@on(LeadBatchSent)
async def keep_leads(event: LeadBatchSent, uow: UnitOfWork) -> None:
    """Profiles of a lead list."""
    await finding.keep_batch(uow, event=event)


@on("workspace.entitlements.changed.v1")
async def look_for_room(_event: Envelope, uow: UnitOfWork) -> None:
    """Another plan may have room for what waits."""
    uow.enqueue(take_waiting, TakeWaiting())


@job
async def take_waiting(data: TakeWaiting, uow: UnitOfWork) -> None:
    """One batch of what waits."""
    after = await service.take_waiting(uow, after=data.after)
    if after is not None:
        uow.enqueue(take_waiting, TakeWaiting(after=after))


@job
async def open_deal(data: OpenDeal, uow: UnitOfWork) -> None:
    """The deal that a submission leads to."""
    await service.open_deal(uow, data=data)
