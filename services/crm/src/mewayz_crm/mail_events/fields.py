"""Mails in filters: which campaigns reached a contact and what they did about their mails, machines left out.

Opens and clicks of a workspace that only counts them lead to no contact, and are empty here.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.contacts.models import Contact
from mewayz_crm.filters.kinds import Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields
from mewayz_crm.filters.rules import read_id
from mewayz_crm.filters.times import Moment
from mewayz_crm.mail_events.models import MailEvent
from mewayz_crm.messages.models import Message

Event: Any = MailEvent
Mail: Any = Message
Person: Any = Contact


def _did(kind: str) -> list[Any]:
    return [Event.message_id == Mail.id, Event.kind == kind, Event.is_bot.is_(False)]


def _last(kind: str) -> Any:
    """When a contact did it last."""
    mine = sa.select(sa.func.max(Event.at)).where(Mail.contact_id == Person.id, *_did(kind))
    return mine.correlate(Person).scalar_subquery()


def _campaigns(*conditions: Any) -> Labels:
    """The campaigns with a mail to a contact that satisfies all `conditions`, by id."""

    def reached(campaign_ids: Sequence[UUID] | None) -> Condition:
        which = Mail.campaign_id.is_not(None) if campaign_ids is None else Mail.campaign_id.in_(campaign_ids)
        return having(Person.id, Mail.contact_id, which, *conditions)

    return Labels(read_id, reached)


_LAST_MAIL = sa.select(sa.func.max(Mail.sent_at)).where(Mail.contact_id == Person.id)
FIELDS = (
    Fields(
        "contact",
        {
            "last_mail_at": Moment(_LAST_MAIL.correlate(Person).scalar_subquery()),
            "last_open_at": Moment(_last("open")),
            "last_click_at": Moment(_last("click")),
            "last_reply_at": Moment(_last("reply")),
            "campaigns_sent": _campaigns(Mail.sent_at.is_not(None)),
            "campaigns_opened": _campaigns(*_did("open")),
            "campaigns_clicked": _campaigns(*_did("click")),
        },
    ),
)
MAIL_FIELDS = frozenset(FIELDS[0].kinds)
