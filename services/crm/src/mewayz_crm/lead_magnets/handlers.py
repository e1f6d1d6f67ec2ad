"""What makes waiting links leave."""

from mewayz_crm.lead_magnets import service
from mewayz_crm.lists.subscriptions.events import SubscriptionConfirmed
from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork


@on(SubscriptionConfirmed)
async def send_waiting_magnets(event: SubscriptionConfirmed, uow: UnitOfWork) -> None:
    """An address is on a list now."""
    await service.confirmed(uow, list_id=event.list_id, address=event.address)
