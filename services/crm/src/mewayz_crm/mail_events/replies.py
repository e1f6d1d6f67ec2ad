"""Whether somebody has replied: asked by those who must not write again then, in the statement by which they would."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.mail_events.models import MailEvent
from mewayz_kit.uow import UnitOfWork


def to(message_ids: Sequence[UUID]) -> sa.ColumnElement[bool]:
    """One of these messages was replied to, as the statement that this stands in finds it."""
    replied = sa.select(sa.literal(1)).where(
        col(MailEvent.message_id).in_(message_ids), col(MailEvent.kind) == "reply", col(MailEvent.is_bot).is_(False)
    )
    return replied.exists()


async def came(uow: UnitOfWork, message_ids: Sequence[UUID]) -> bool:
    """Whether one of these messages was replied to."""
    return bool(message_ids) and bool(await uow.scalar(sa.select(to(message_ids))))
