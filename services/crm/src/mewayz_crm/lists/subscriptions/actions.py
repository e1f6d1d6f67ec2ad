"""What workflows may do with subscriptions."""

from uuid import UUID

from mewayz_crm.lists.subscriptions import service
from mewayz_crm.lists.subscriptions.schemas import ContactSubscriptionCreate, State
from mewayz_kit.actions import Stored, action
from mewayz_kit.uow import UnitOfWork


class ContactSubscribe(ContactSubscriptionCreate):
    """Which contact comes onto which list, by its main address unless another one of its addresses is named."""

    contact_id: UUID


class Subscribed(Stored):
    """The subscription; `unconfirmed` until the person has used the link of a double opt-in."""

    state: State


@action(permission="crm.subscriptions:write", feature="contacts", effect="message")
async def subscribe_contact(uow: UnitOfWork, data: ContactSubscribe) -> Subscribed:
    """Put a contact on a list, because the person has said so. Fails with `already_subscribed`, and with `unsubscribed`
    or `suppressed` for who can only come back by themselves."""
    return Subscribed.model_validate(await service.add_contact(uow, data.contact_id, data))
