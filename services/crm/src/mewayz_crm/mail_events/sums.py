"""Sums over mail events, for statistics. What is counted is messages: somebody who opens a mail twice has opened it
once."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.mail_events.models import MailEvent
from mewayz_kit.uow import UnitOfWork

KINDS = {
    "delivered": "delivered",
    "reply": "replied",
    "unsubscribe": "unsubscribed",
    "soft_bounce": "soft_bounced",
    "hard_bounce": "hard_bounced",
    "complaint": "complained",
}
REACTIONS = {"open": "opened", "click": "clicked"}
Event: Any = MailEvent


async def messages_by(uow: UnitOfWork, *where: Any) -> list[tuple[UUID | None, str, int, int]]:
    """Per step or variant and kind of event: how many messages had one, and how many had one by a human."""
    human = sa.case((Event.is_bot.is_(False), Event.message_print))
    counted = sa.select(
        Event.step_id,
        Event.kind,
        sa.func.count(sa.distinct(Event.message_print)),
        sa.func.count(sa.distinct(human)),
    )
    rows = await uow.execute(counted.where(*where).group_by(Event.step_id, Event.kind))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def happened(events: Iterable[tuple[str, int, int]]) -> dict[str, Any]:
    """The fields of `MailFigures`, from (kind of event, mails, mails with a human one)."""
    all_of, human = Counter[str](), Counter[str]()
    for kind, every, by_humans in events:
        all_of[kind] += every
        human[kind] += by_humans
    return {
        **{name: all_of[kind] for kind, name in KINDS.items()},
        **{name: {"human": human[kind], "all": all_of[kind]} for kind, name in REACTIONS.items()},
    }
