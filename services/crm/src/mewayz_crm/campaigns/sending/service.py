"""Use-cases of sending: when a campaign begins, stops, goes on and ends."""

from typing import Any
from uuid import UUID

from sqlmodel import col

from mewayz_crm.campaigns import preflight, repository
from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients import audience
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.recipients.repository import change
from mewayz_crm.campaigns.rules import CAMPAIGN, first_local_time, group_sizes
from mewayz_crm.campaigns.schemas import CampaignBlocker, CampaignRetried, CampaignSchedule
from mewayz_crm.campaigns.sending.chain import begin_at, follow
from mewayz_crm.campaigns.sending.schemas import Begin, Step
from mewayz_crm.campaigns.sending.telling import tell_stopped
from mewayz_crm.campaigns.service import campaigns, move
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.messages.rules import METRIC, month_of
from mewayz_kit.errors import Conflict, InvalidTransition, Problem, ProviderNotConfigured, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.tenants import claim, release
from mewayz_kit.uow import UnitOfWork

LATER = {"empty_audience", "audience_too_small"}
"""What may be otherwise by the time a scheduled campaign starts."""


async def schedule(uow: UnitOfWork, campaign_id: UUID, wanted: CampaignSchedule) -> Campaign:
    """Start, or go on, at a moment to come; 409 `campaign_not_ready` for what is missing already."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    if wanted.at <= uow.now:
        raise Unprocessable.field("/at", "in_the_past", "Name a moment that is still to come.")
    if wanted.send_local and row.started_at is not None:
        raise Unprocessable.field("/send_local", "campaign_started", "Everybody's own time was fixed at the start.")
    await move(uow, row, "schedule", scheduled_at=wanted.at, send_local=wanted.send_local)
    if row.started_at is None:
        _refuse([one for one in (await preflight.look(uow, row)).blockers if one.code not in LATER])
    home = (await uow.runtime.tenants.get(uow.workspace_id)).timezone
    begin_at(uow, row.id, wanted.at, first_local_time(wanted.at, home=home) if wanted.send_local else wanted.at)
    return row


async def unschedule(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """A draft again, or paused if it had started before."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    await _put_back(uow, row)
    return row


async def start(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """Fix the audience and the content, and begin to send; all or nothing.

    409 `provider_not_configured` while nothing takes mail, `campaign_not_ready` with the blockers of the preflight; 422
    `audience_too_small` when a variant of the test would go to nobody; 402 `plan_limit_reached` when the month has
    fewer mails left than the audience has addresses.
    """
    row = await campaigns.get(uow, campaign_id, lock=True)
    await _start(uow, row)
    return row


async def begin(uow: UnitOfWork, timer: Begin) -> None:
    """The moment of a scheduled campaign has come. What cannot start goes back, and somebody is told."""
    row = await uow.find(Campaign, timer.campaign_id, lock=True)
    if row is None or row.state != "scheduled" or row.scheduled_at != timer.at:
        return
    try:
        async with uow.savepoint():
            await _start(uow, row)
    except Problem as problem:
        await uow.session.refresh(row)
        await _put_back(uow, row, reason=problem.code[:24])
        tell_stopped(uow, row)


async def pause(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """Stop; only mails that a provider is being given at this moment still go out."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    await move(uow, row, "pause")
    return row


async def stop(uow: UnitOfWork, row: Campaign, reason: str) -> None:
    """Pause by itself, and tell whoever made it."""
    await move(uow, row, "pause", reason=reason)
    tell_stopped(uow, row)


async def stop_all(uow: UnitOfWork, reason: str) -> None:
    """Nothing of this workspace sends any more; somebody resumes it by hand."""
    for row in await repository.in_states(uow, "running", "scheduled"):
        if row.state == "running":
            await move(uow, row, "pause", reason=reason)
        else:
            await _put_back(uow, row, reason=reason)


async def resume(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """Go on with who is left."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    await _go(uow, row, "resume")
    return row


async def cancel(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    """Stop for good: who has not got it is skipped, and their mails are given back to the month."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    await move(uow, row, "cancel", finished_at=uow.now)
    with uow.scope.seeing_all("whoever may stop a campaign stops all of it"):
        mine = col(CampaignRecipient.campaign_id) == row.id, col(CampaignRecipient.state) == "queued"
        skipped = await change(uow, *mine, state="skipped", skip_reason="cancelled")
    await give_back(uow, row, skipped)
    return row


async def retry_unconfirmed(uow: UnitOfWork, campaign_id: UUID) -> CampaignRetried:
    """Send again to everybody of whom nobody knows whether they got it: some may get it twice. 409
    `nothing_unconfirmed`."""
    row = await campaigns.get(uow, campaign_id, lock=True)
    if row.state not in {"running", "paused", "finished"}:
        raise InvalidTransition(CAMPAIGN.entity, row.state, "retry")
    with uow.scope.seeing_all("whoever may send a campaign sends all of it"):
        mine = col(CampaignRecipient.campaign_id) == row.id, col(CampaignRecipient.state) == "unconfirmed"
        number = await change(uow, *mine, state="queued", due_at=uow.now, error=None)
    if number == 0:
        raise Conflict("nothing_unconfirmed", "No recipient is unconfirmed.")
    await claim(uow, METRIC, number, period=row.counted or month_of(uow.now))
    if row.state == "finished":
        await _go(uow, row, "retry", finished_at=None)
    elif row.state == "running":
        row.run = new_id()
        await uow.flush()
        follow(uow, Step(campaign_id=row.id, run=row.run))
    return CampaignRetried(recipients=number)


async def give_back(uow: UnitOfWork, row: Campaign, number: int) -> None:
    """Mails that never left do not count against the month."""
    if number and row.counted:
        await release(uow, METRIC, number, period=row.counted)


async def _start(uow: UnitOfWork, row: Campaign) -> None:
    if row.started_at is not None:
        await _go(uow, row, "start", scheduled_at=None)
        return
    look = await preflight.look(uow, row)
    _refuse(look.blockers)
    home = (await uow.runtime.tenants.get(uow.workspace_id)).timezone
    with uow.scope.seeing_all("an audience is that of the whole workspace"):
        fixed = await audience.fix(uow, row, home=home)
    sizes = group_sizes(fixed.number, row.ab_test["share"], len(row.variants)) if row.ab_test else None
    _refuse([one for one in (_too_small(sizes),) if one])
    period = month_of(uow.now)
    await claim(uow, METRIC, fixed.number, period=period)
    variants = [await _pinned(uow, variant) for variant in row.variants]
    about = {"recipients": fixed.number, "audience_bound": fixed.bound, "counted": period}
    await _go(uow, row, "start", started_at=uow.now, variants=variants, group_sizes=sizes, **about)


async def _go(uow: UnitOfWork, row: Campaign, trigger: str, **values: Any) -> None:
    """Run, by a chain of its own."""
    await move(uow, row, trigger, run=new_id(), **values)
    await repository.fresh_pace(uow, row.id)
    if row.run is not None:
        follow(uow, Step(campaign_id=row.id, run=row.run))


async def _put_back(uow: UnitOfWork, row: Campaign, *, reason: str | None = None) -> None:
    trigger = "unschedule" if row.started_at is None else "put_back"
    await move(uow, row, trigger, reason=reason, scheduled_at=None, send_local=False)


async def _pinned(uow: UnitOfWork, variant: dict[str, object]) -> dict[str, object]:
    """A variant with the version that is sent from now on, whatever is saved later."""
    version = await templates.latest(uow, UUID(str(variant["template_id"])))
    if version is None:
        raise RuntimeError("a template that the preflight has just seen is gone")
    return variant | {"version_id": str(version.id), "template_version": version.number}


def _too_small(sizes: list[int] | None) -> CampaignBlocker | None:
    if sizes is None or 0 not in sizes:
        return None
    return CampaignBlocker(code="audience_too_small", detail="A variant of the test would go to nobody.", variant=None)


def _refuse(blockers: list[CampaignBlocker]) -> None:
    if not blockers:
        return
    if ProviderNotConfigured.default_code in {one.code for one in blockers}:
        raise ProviderNotConfigured(detail="No mail provider is set up.")
    if {one.code for one in blockers} == {"audience_too_small"}:
        raise Unprocessable("audience_too_small", blockers[0].detail)
    listed = [one.model_dump() for one in blockers]
    raise Conflict("campaign_not_ready", "Something keeps the campaign from starting.", blockers=listed)
