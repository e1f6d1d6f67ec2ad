"""Taking one recipient for sending, and letting go of those who may not get the mail.

What decides is in one conditional update (crm.md §5.2): the recipient is still queued, the campaign runs, the address
has a confirmed subscription on an included list, and neither it nor its domain is suppressed. Nothing is decided from
rows that were read before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.recipients.repository import change
from mewayz_crm.contacts.models import ContactEmail
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.models import Message
from mewayz_crm.pacing import frequency
from mewayz_crm.senders import daily
from mewayz_crm.settings import service as settings
from mewayz_crm.settings.schemas import Tracking
from mewayz_crm.suppressions import service as suppressions
from mewayz_crm.tracking import service as tracking
from mewayz_kit.uow import UnitOfWork


class Claimed(NamedTuple):
    """What came of a try to take a recipient: the message that is now to be sent with its `fence`, why the recipient
    is skipped, when there is room for it again (`tomorrow`), or nothing of all: somebody else has it, or the campaign
    does not run."""

    message: Message | None = None
    skip: str | None = None
    tomorrow: datetime | None = None


class _Undone(Exception):
    """Take back what was taken beforehand."""


async def claim(
    uow: UnitOfWork,
    recipient: CampaignRecipient,
    draft: messages.Draft,
    *,
    variant: int,
    cap: frequency.Cap | None,
    mode: Tracking,
) -> Claimed:
    """Take a recipient and open its message in one transaction, or say why not."""
    if not await settings.may_mail(uow, recipient.address_norm):
        return Claimed(skip="suppressed")
    if cap is not None:
        await frequency.hold(uow, recipient.address_norm)
    message = await messages.begin_claimed(uow, draft)
    try:
        async with uow.savepoint():
            tomorrow = await daily.take(uow, draft.sender_id) if draft.sender_id else None
            if tomorrow is not None:
                return Claimed(tomorrow=tomorrow)
            if not await _take(uow, recipient, message, variant=variant, cap=cap):
                raise _Undone
    except _Undone:
        return Claimed(skip=await _why_not(uow, recipient, draft.list_ids, cap))
    message.html = tracking.instrument(uow.runtime, message, draft.html, mode=mode)
    return Claimed(uow.add(message))


async def skip(uow: UnitOfWork, campaign_id: UUID, reasons: Sequence[tuple[UUID, str]]) -> int:
    """Let go of recipients of a running campaign who are still queued; answers how many."""
    done = 0
    for recipient_id, reason in reasons:
        mine = col(CampaignRecipient.id) == recipient_id, col(CampaignRecipient.state) == "queued"
        done += await change(uow, *mine, _running(campaign_id), state="skipped", skip_reason=reason)
    return done


async def _take(
    uow: UnitOfWork, row: CampaignRecipient, message: Message, *, variant: int, cap: frequency.Cap | None
) -> bool:
    where: list[Any] = [
        _me(row),
        col(CampaignRecipient.state) == "queued",
        col(CampaignRecipient.due_at) <= uow.now,
        _running(row.campaign_id),
        messages.sendable(uow, category="marketing", address_norm=row.address_norm, list_ids=message.list_ids),
        ~_invalid(uow, row.address_norm),
    ]
    if cap is not None:
        where.append(frequency.allows(uow, row.address_norm, cap))
    attempts: Any = CampaignRecipient.attempts
    taken = {"claimed_at": uow.now, "variant": variant, "attempts": attempts + 1, "error": None}
    mail = {"message_id": message.id, "fence": message.fence}
    return bool(await change(uow, *where, state="sending", **taken, **mail))


async def _why_not(
    uow: UnitOfWork, row: CampaignRecipient, list_ids: Sequence[UUID], cap: frequency.Cap | None
) -> str | None:
    """Why nobody may have taken this recipient; None when there is no such reason."""
    states = {one.state for one in await subscriptions.of_person(uow, row.address_norm) if one.list_id in list_ids}
    if await suppressions.reason_of(uow, row.address_norm) is not None:
        return "suppressed"
    if "confirmed" not in states:
        return "unconfirmed" if "unconfirmed" in states else "unsubscribed"
    if await uow.scalar(sa.select(_invalid(uow, row.address_norm))):
        return "invalid"
    if cap is not None and not await uow.scalar(sa.select(frequency.allows(uow, row.address_norm, cap))):
        return "frequency_cap"
    return None


def _me(row: CampaignRecipient) -> sa.ColumnElement[bool]:
    return col(CampaignRecipient.id) == row.id


def _running(campaign_id: UUID) -> sa.ColumnElement[bool]:
    campaign: Any = Campaign
    return sa.select(campaign.id).where(campaign.id == campaign_id, campaign.state == "running").exists()


def _invalid(uow: UnitOfWork, address_norm: str) -> sa.ColumnElement[bool]:
    email: Any = ContactEmail
    here = (email.workspace_id == uow.workspace_id) & (email.address_norm == address_norm)
    return sa.select(email.id).where(here, email.live.is_(True), email.invalid.is_(True)).exists()
