"""Routes of campaigns."""

from typing import Annotated

from mewayz_crm.campaigns import service
from mewayz_crm.campaigns.results import service as results
from mewayz_crm.campaigns.results.schemas import CampaignStats
from mewayz_crm.campaigns.schemas import (
    CampaignCreate,
    CampaignHistory,
    CampaignPreflight,
    CampaignRead,
    CampaignRetried,
    CampaignSchedule,
    CampaignTest,
    CampaignTestRead,
    CampaignUpdate,
)
from mewayz_crm.campaigns.sending import service as sending
from mewayz_crm.campaigns.sending import trial
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

FEATURE = "email-campaigns"
campaigns = Resource(
    "crm/campaigns",
    service.campaigns,
    create=CampaignCreate,
    update=CampaignUpdate,
    permission="crm.campaigns",
    feature=FEATURE,
    search=("name",),
    filter=("name", "state", "sender_id", "scheduled_at", "started_at", "created_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = campaigns.router
Reader = Annotated[Principal, require("crm.campaigns:read", feature=FEATURE)]
Writer = Annotated[Principal, require("crm.campaigns:write", feature=FEATURE)]
Sender = Annotated[Principal, require("crm.campaigns:send", feature=FEATURE)]
MAILS = options(idempotency="required", timeout=120)
"""Mail moves, so a repeated request must not move it twice; a large audience takes its time to be fixed."""


@router.get("/{campaign_id}/preflight")
async def preflight(campaign_id: Id, p: Reader, uow: Uow) -> CampaignPreflight:
    """What keeps the campaign from starting now, and how many addresses it would go to. Changes nothing."""
    return await service.look(uow, campaign_id)


@router.get("/{campaign_id}/history")
async def history(campaign_id: Id, p: Reader, uow: Uow) -> CampaignHistory:
    """The changes of its state, newest first."""
    return await service.history(uow, campaign_id)


@router.get("/{campaign_id}/stats")
async def stats(campaign_id: Id, p: Reader, uow: Uow) -> CampaignStats:
    """What became of its mails, summed up now, by variant too; opens and clicks with and without those of machines."""
    return await results.stats(uow, campaign_id)


@router.post("/{campaign_id}/duplicate", status_code=201)
async def duplicate(campaign_id: Id, p: Writer, uow: Uow) -> CampaignRead:
    """A new draft with the same audience, content and pace."""
    return await service.campaigns.show_one(uow, await service.duplicate(uow, campaign_id))


@router.post("/{campaign_id}/test", status_code=202, openapi_extra=options(idempotency="required"))
async def test(campaign_id: Id, data: CampaignTest, p: Sender, uow: Uow) -> CampaignTestRead:
    """Mail one test to the address of one of your verified senders; it counts in no statistics.

    422 `not_own_address` for any other address; 409 `provider_not_configured` while nothing takes mail; 429 beyond 30
    tests an hour to one address.
    """
    return await trial.mail(uow, campaign_id, data)


@router.post("/{campaign_id}/schedule", openapi_extra=MAILS)
async def schedule(campaign_id: Id, data: CampaignSchedule, p: Sender, uow: Uow) -> CampaignRead:
    """Start a draft, or go on with a paused campaign, at a moment to come. 409 `campaign_not_ready` with what is
    missing already."""
    return await service.campaigns.show_one(uow, await sending.schedule(uow, campaign_id, data))


@router.post("/{campaign_id}/unschedule")
async def unschedule(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRead:
    """A draft again; or paused, if the campaign had started before."""
    return await service.campaigns.show_one(uow, await sending.unschedule(uow, campaign_id))


@router.post("/{campaign_id}/start", openapi_extra=MAILS)
async def start(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRead:
    """Fix the audience and the content, and send. Publishes `crm.campaign.started.v1`.

    409 `provider_not_configured` while nothing takes mail; 409 `campaign_not_ready` with the blockers of the preflight;
    422 `audience_too_small` when a variant of the test
    would go to nobody; 402 `plan_limit_reached` when the month has fewer mails left than there are recipients.
    """
    return await service.campaigns.show_one(uow, await sending.start(uow, campaign_id))


@router.post("/{campaign_id}/pause")
async def pause(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRead:
    """Stop after the mails that are being handed over at this moment. Publishes `crm.campaign.paused.v1`."""
    return await service.campaigns.show_one(uow, await sending.pause(uow, campaign_id))


@router.post("/{campaign_id}/resume", openapi_extra=MAILS)
async def resume(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRead:
    """Go on with the recipients that are left. Publishes `crm.campaign.started.v1` with `resumed`."""
    return await service.campaigns.show_one(uow, await sending.resume(uow, campaign_id))


@router.post("/{campaign_id}/cancel")
async def cancel(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRead:
    """Stop for good: who has not got it is `skipped`. Publishes `crm.campaign.cancelled.v1`."""
    return await service.campaigns.show_one(uow, await sending.cancel(uow, campaign_id))


@router.post("/{campaign_id}/retry-unconfirmed", openapi_extra=MAILS)
async def retry_unconfirmed(campaign_id: Id, p: Sender, uow: Uow) -> CampaignRetried:
    """Send again to the recipients of whom nobody knows whether they got it; some may get it twice. A finished
    campaign runs again. 409 `nothing_unconfirmed`."""
    return await sending.retry_unconfirmed(uow, campaign_id)
