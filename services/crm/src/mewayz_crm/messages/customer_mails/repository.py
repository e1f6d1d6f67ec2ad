"""The stored requests."""

import sqlalchemy as sa

from mewayz_kit.events import handler_of
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


async def empty(uow: UnitOfWork, event: Envelope) -> None:
    """Keep of a request only that it was there."""
    from mewayz_crm.messages.customer_mails.handlers import send_customer_mail  # which calls the service

    inbox = uow.tables.inbox
    mine = (inbox.c.message_id == event.id) & (inbox.c.consumer == handler_of(send_customer_mail).consumer)
    bare = event.model_copy(update={"data": {}}).model_dump_json()
    await uow.execute(sa.update(inbox).where(mine).values(envelope=bare))
