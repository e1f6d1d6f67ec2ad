"""What other services ask for."""

from mewayz_crm.messages.customer_mails import service
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(*(f"{name}.customer_message.requested.v1" for name in ("commerce", "courses", "bookings", "finance")))
async def send_customer_mail(event: Envelope, uow: UnitOfWork) -> None:
    """Queue the mail, once however often it is asked for."""
    await service.send(uow, event)
