"""Sums over mail events. What is counted is messages: somebody who opens a mail twice has opened it once."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.mail_events.models import MailEvent
from mewayz_kit.uow import UnitOfWork

Event: Any = MailEvent


async def messages_by(uow: UnitOfWork, campaign_id: UUID) -> list[tuple[UUID | None, str, int, int]]:
    """Per variant and kind of event: how many messages had one, and how many had one by a human."""
    human = sa.case((Event.is_bot.is_(False), Event.message_print))
    counted = sa.select(
        Event.step_id,
        Event.kind,
        sa.func.count(sa.distinct(Event.message_print)),
        sa.func.count(sa.distinct(human)),
    )
    rows = await uow.execute(counted.where(Event.campaign_id == campaign_id).group_by(Event.step_id, Event.kind))
    return [(row[0], row[1], row[2], row[3]) for row in rows]
