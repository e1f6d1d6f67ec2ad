"""The door through which messages reach their sender."""

from uuid import UUID

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.webhooks.deliveries.handlers import Send, send_to_endpoint


def wake(uow: UnitOfWork, endpoint_id: UUID) -> None:
    """Have what waits for an endpoint sent after the commit."""
    uow.enqueue(send_to_endpoint, Send(endpoint_id=endpoint_id))
