"""What workflows may do with messages."""

from mewayz_crm.messages import service
from mewayz_crm.messages.schemas import MessageCreate, State
from mewayz_kit.actions import Stored, action
from mewayz_kit.uow import UnitOfWork


class Queued(Stored):
    """The mail; what becomes of it later tell the events of messages."""

    state: State


@action(permission="crm.messages:send", feature="contacts", effect="message")
async def send_message(uow: UnitOfWork, data: MessageCreate) -> Queued:
    """Send a transactional mail, by a template or in words of its own."""
    return Queued.model_validate(await service.send(uow, data))
