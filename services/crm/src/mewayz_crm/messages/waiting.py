"""What all mails that wait have in common: when their job comes, and what they take from the month."""

from collections.abc import Sequence
from datetime import datetime

from mewayz_crm.messages.models import Message
from mewayz_crm.messages.rules import METRIC, month_of
from mewayz_crm.messages.schemas import SendMessage
from mewayz_kit.tenants import claim as claim_usage
from mewayz_kit.tenants import release as release_usage
from mewayz_kit.uow import UnitOfWork


def send_at(uow: UnitOfWork, row: Message, moment: datetime) -> None:
    """Try the mail then."""
    from mewayz_crm.messages.handlers import send_message  # it calls this module

    uow.enqueue(send_message, SendMessage(message_id=row.id), at=moment)


async def count(uow: UnitOfWork, rows: Sequence[Message]) -> None:
    """Marketing mails count against the month in which they are kept."""
    counting = [row for row in rows if row.category == "marketing"]
    if counting:
        await claim_usage(uow, METRIC, len(counting), period=month_of(uow.now))
    for row in counting:
        row.counted = month_of(uow.now)


async def give_back(uow: UnitOfWork, row: Message) -> None:
    """What never left does not count."""
    if row.counted is not None:
        await release_usage(uow, METRIC, period=row.counted)
        row.counted = None
