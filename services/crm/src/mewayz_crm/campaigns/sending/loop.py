"""One step of a campaign: take some recipients, send to each, and have the next step done.

For each recipient there is a claim in a transaction of its own, the call of the provider outside of any, and a
settlement. A worker that is lost between the claim and the settlement leaves `sending`, which becomes `unconfirmed`
after the lease; nothing sends to it again by itself. So any number of workers may do the same step.
"""

import asyncio
from datetime import timedelta

import structlog
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients import repository as recipients
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.repository import pace_of
from mewayz_crm.campaigns.rules import is_failing, remembered
from mewayz_crm.campaigns.sending import claims, service, throttle
from mewayz_crm.campaigns.sending.batches import Batch, load, running
from mewayz_crm.campaigns.sending.chain import decide_at, follow
from mewayz_crm.campaigns.sending.schemas import Step
from mewayz_crm.campaigns.service import move
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.models import Message
from mewayz_crm.messages.rules import LEASE, pause
from mewayz_crm.pacing import service as pacing
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork

log = structlog.get_logger(__name__)
BESIDE = 8
"""Calls of the provider that one step makes at once."""
GIVES_UP = 6
"""Tries of one step after which the campaign stops; the job would be given up after twelve."""
TRIES = 6
"""How often a mail that was certainly not taken is tried."""
LONGEST = 20.0
"""Seconds after which a step takes nobody more: its job has a lease of a minute."""
LOOK_AGAIN = timedelta(minutes=1)
WORKSPACES = 200


async def send(step: Step, work: Work) -> None:
    """Do one step; done twice, or beside itself, everybody is still sent to once.

    A step that fails again and again stops its campaign and tells it, before its job is given up unheard.
    """
    try:
        await _send(step, work)
    except Exception:
        if work.attempts < GIVES_UP:
            raise
        log.exception("campaign.stopped", campaign_id=str(step.campaign_id), attempts=work.attempts)
        async with work.uow() as uow:
            row = await running(uow, step, lock=True)
            if row is not None:
                await service.stop(uow, row, "internal_error")


async def _send(step: Step, work: Work) -> None:
    async with work.uow(writes=False) as reading:
        batch = await load(reading, step)
    if batch is None:
        return
    if batch.recipients and not batch.ended:
        batch.recipients = batch.recipients[: await _room(work, batch)]
    free, until = asyncio.Semaphore(BESIDE), work.runtime.clock.monotonic() + LONGEST
    sent = [_in_turn(free, until, work, batch, recipient) for recipient in batch.recipients]
    # What goes wrong with one must not cut off the calls of the others; the step is then done again for who is left.
    for error in await asyncio.gather(*sent, return_exceptions=True):
        if error is not None:
            raise error
    async with work.uow() as uow:
        await _go_on(uow, step, batch)


async def _room(work: Work, batch: Batch) -> int:
    """How many the campaign may send now, by its own throttle, then by what it shares with other mails."""
    number, per_hour = len(batch.recipients), batch.campaign.throttle_per_hour
    if per_hour:
        number = await throttle.take(work, batch.campaign.id, per_hour=per_hour, wanted=number)
    return await pacing.take(work, batch.buckets, wanted=number) if number else 0


async def _in_turn(
    free: asyncio.Semaphore, until: float, work: Work, batch: Batch, recipient: CampaignRecipient
) -> None:
    async with free:
        if not batch.ended and work.runtime.clock.monotonic() < until:
            await send_one(work, batch, recipient)


async def send_one(work: Work, batch: Batch, recipient: CampaignRecipient) -> None:
    """Claim one recipient, call the provider, settle."""
    draft = batch.draft(recipient)
    async with work.uow() as uow:
        claimed = await claims.claim(
            uow, recipient, draft, variant=batch.variant(recipient), cap=batch.cap, mode=batch.mode
        )
    if claimed.message is None:
        if claimed.skip is not None and batch.skips is not None:
            batch.skips.append((recipient.id, claimed.skip))
        batch.tomorrow = claimed.tomorrow or batch.tomorrow
        return
    outcome = await messages.call(work.runtime, claimed.message)
    batch.note(outcome)
    async with work.uow() as uow:
        await settle(uow, batch.campaign, recipient, claimed.message, outcome)


async def settle(
    uow: UnitOfWork, campaign: Campaign, recipient: CampaignRecipient, message: Message, outcome: messages.Outcome
) -> None:
    """Write down what became of a call, in the message and in the recipient; nothing for who has lost the fence."""
    fence = message.fence
    if await messages.settle(uow, message.id, fence, outcome, again=False) is None:
        return
    me = col(CampaignRecipient.id) == recipient.id, col(CampaignRecipient.fence) == fence
    tries = recipient.attempts + 1
    match outcome.kind:
        case "accepted":
            await recipients.change(uow, *me, state="sent", sent_at=uow.now, fence=None)
        case "unknown":
            await recipients.change(uow, *me, state="unconfirmed", fence=None, error=outcome.reason)
        case "later" | "provider_not_configured" if tries < TRIES:
            again = uow.now + pause(tries)
            await recipients.change(uow, *me, state="queued", due_at=again, fence=None, error=outcome.reason)
        case _:
            failed = await recipients.change(uow, *me, state="failed", fence=None, error=outcome.reason)
            await service.give_back(uow, campaign, failed)


async def _go_on(uow: UnitOfWork, step: Step, batch: Batch) -> None:
    """After a step: skip who may not get it, judge the provider, and find out what comes next."""
    row = await running(uow, step, lock=True)
    if row is None:
        return
    await service.give_back(uow, row, await claims.skip(uow, row.id, batch.skips or ()))
    pace = await pace_of(uow, row.id, lock=True)
    pace.calls = remembered(pace.calls, batch.calls)
    if is_failing(pace.calls):
        batch.stop = batch.stop or "provider_failing"
    if batch.stop is not None:
        await service.stop(uow, row, batch.stop)
        return
    await uow.flush()
    await _plan(uow, row, step, batch)


async def _plan(uow: UnitOfWork, row: Campaign, step: Step, batch: Batch) -> None:
    """The next step, or the end."""
    following = step.model_copy(update={"number": step.number + 1})
    due = await recipients.next_due(uow, row.id, recipients.sendable_part(row.group_sizes, row.winner))
    if due is not None:
        at = max(due, batch.tomorrow or due)
        if row.throttle_per_hour:
            at = max(at, await throttle.next_one(uow, row))
        at = max(at, await pacing.next_one(uow, batch.buckets))
        follow(uow, following, at=at)
    elif await recipients.is_sending(uow, row.id):
        follow(uow, following, at=uow.now + LOOK_AGAIN)
    elif row.group_sizes is not None and row.winner is None:
        await _wait_for_winner(uow, row)
    else:
        await move(uow, row, "finish", finished_at=uow.now)


async def _wait_for_winner(uow: UnitOfWork, row: Campaign) -> None:
    """The test group has been sent to: the test is judged after its wait."""
    if row.decide_at is None and row.ab_test is not None:
        row.decide_at = uow.now + timedelta(minutes=row.ab_test["wait_minutes"])
        await uow.flush()
        decide_at(uow, row.id, row.decide_at)


async def lose(uow: UnitOfWork) -> None:
    """Who was claimed longer ago than any call takes is unconfirmed: their worker is gone."""
    before = uow.now - LEASE
    for workspace_id in await recipients.lost(uow, before, WORKSPACES):
        async with uow.within(workspace_id=workspace_id):
            await recipients.lose(uow, before)
