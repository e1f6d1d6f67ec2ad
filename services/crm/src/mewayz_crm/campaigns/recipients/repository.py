"""Stored recipients."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.recipients.schemas import CampaignRecipientRead
from mewayz_crm.formats import read_address
from mewayz_kit.folding import LAST
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

Recipient: Any = CampaignRecipient


def of_address(text: str) -> sa.ColumnElement[bool]:
    """Recipients with this address."""
    return col(CampaignRecipient.address_norm) == read_address(text).norm


def beginning(text: str) -> sa.ColumnElement[bool]:
    """The beginning of an address."""
    # A range of an index of addresses. Recipients are too many, and written by too large a statement, for an index of
    # their words.
    begins = unicodedata.normalize("NFC", text).strip().lower()
    return col(CampaignRecipient.address_norm).between(begins, begins + LAST)


recipients = Records(
    CampaignRecipient,
    CampaignRecipientRead,
    entity="campaign_recipient",
    filters={"address": of_address, "q": beginning},
    tells=(),
)


async def change(uow: UnitOfWork, *where: Any, **values: Any) -> int:
    """One conditional update; how many rows it held for."""
    statement = sa.update(CampaignRecipient).where(*where)
    values |= {"version": Recipient.version + 1, "updated_at": uow.now}
    done = await uow.execute(statement.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)


def sendable_part(group: Sequence[int] | None, winner: int | None) -> sa.ColumnElement[bool]:
    """Whose variant is known: everybody's without a test or after it, before that the test group's."""
    if group is None or winner is not None:
        return sa.true()
    return col(CampaignRecipient.number) <= sum(group)


async def next_ones(
    uow: UnitOfWork, campaign_id: UUID, part: sa.ColumnElement[bool], limit: int
) -> Sequence[CampaignRecipient]:
    """Who is due now, the longest waiting first."""
    due = sa.select(CampaignRecipient).where(*_queued(campaign_id, part), Recipient.due_at <= uow.now)
    return await uow.all(due.order_by(Recipient.due_at, Recipient.number).limit(limit))


async def next_due(uow: UnitOfWork, campaign_id: UUID, part: sa.ColumnElement[bool]) -> datetime | None:
    """When the next one is due; None when none is left."""
    due = sa.select(sa.func.min(Recipient.due_at)).where(*_queued(campaign_id, part))
    found: datetime | None = await uow.scalar(due)
    return found


async def is_sending(uow: UnitOfWork, campaign_id: UUID) -> bool:
    """Whether somebody is being sent to right now."""
    one = sa.select(Recipient.id).where(Recipient.campaign_id == campaign_id, Recipient.state == "sending").limit(1)
    return await uow.scalar(one) is not None


def _queued(campaign_id: UUID, part: sa.ColumnElement[bool]) -> Sequence[Any]:
    return Recipient.campaign_id == campaign_id, Recipient.state == "queued", part


async def count_by(uow: UnitOfWork, campaign_id: UUID) -> Sequence[Any]:
    """How many there are by variant, state and skip reason."""
    columns = (Recipient.variant, Recipient.state, Recipient.skip_reason)
    counted = sa.select(*columns, sa.func.count(Recipient.id).label("number"))
    rows: Sequence[Any] = (
        await uow.execute(counted.where(Recipient.campaign_id == campaign_id).group_by(*columns))
    ).all()
    return rows


async def lost(uow: UnitOfWork, before: datetime, limit: int) -> Sequence[UUID]:
    """The workspaces in which somebody has been in `sending` since `before`."""
    with uow.unscoped("workers are lost in every workspace"):
        late = sa.select(Recipient.workspace_id).where(Recipient.state == "sending", Recipient.claimed_at < before)
        return await uow.all(late.distinct().limit(limit))


async def lose(uow: UnitOfWork, before: datetime) -> int:
    """Who has been in `sending` since `before` is unconfirmed: their worker is gone, and its fence no longer counts."""
    late = Recipient.state == "sending", Recipient.claimed_at < before
    return await change(uow, *late, state="unconfirmed", fence=None, error="worker_lost")
