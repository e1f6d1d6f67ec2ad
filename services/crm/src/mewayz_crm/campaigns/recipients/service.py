"""Use-cases of recipients: which campaigns a person was in, and what is left of that after their erasure."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm import fingerprints
from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.recipients.repository import change, recipients
from mewayz_crm.campaigns.recipients.schemas import CampaignRecipientRead
from mewayz_crm.suppressions.rules import erased_key
from mewayz_kit.uow import UnitOfWork

__all__ = ["forget", "of_person", "recipients"]
Recipient: Any = CampaignRecipient


async def of_person(
    uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]
) -> list[CampaignRecipientRead]:
    """Every campaign that went, or was to go, to a person, oldest first."""
    mine = sa.select(CampaignRecipient).where(_theirs(contact_ids, addresses)).order_by(Recipient.id)
    return await recipients.show_rows(uow, await uow.all(mine))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> int:
    """Take the address from every row of a person, and let none of them be sent to any more; answers how many. What is
    left recognises the address, so that it stays in a campaign once, and is counted as before."""
    theirs = _theirs(contact_ids, addresses)
    norms = await uow.all(sa.select(Recipient.address_norm).where(theirs).distinct())
    waiting = {"state": "skipped", "skip_reason": "suppressed"}
    await change(uow, theirs, Recipient.state == "queued", **waiting)
    gone = 0
    for norm in norms:
        left = {"address": "", "address_norm": erased_key(fingerprints.of_address(uow, norm)), "error": None}
        gone += await change(uow, Recipient.address_norm == norm, **left)
    return gone


def _theirs(contact_ids: Collection[UUID], addresses: Collection[str]) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = sa.or_(Recipient.contact_id.in_(contact_ids), Recipient.address_norm.in_(addresses))
    return sa.and_(found, Recipient.address != "")
