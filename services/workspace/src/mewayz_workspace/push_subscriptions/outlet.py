"""The door through which notifications reach browsers."""

from uuid import UUID

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.push_subscriptions import service
from mewayz_workspace.push_subscriptions.handlers import send_push
from mewayz_workspace.push_subscriptions.schemas import PushMessage, SendPush


async def post(uow: UnitOfWork, message: PushMessage, *, user_id: UUID, key: str) -> None:
    """Send a message to every browser of a person after the commit, once per key."""
    for row in await service.of_person(uow, user_id):
        data = SendPush(subscription_id=row.id, user_id=user_id, key=key, message=message)
        uow.enqueue(send_push, data, dedupe=f"{row.id}:{key}")
