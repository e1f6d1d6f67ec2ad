"""Routes of subscriptions. None deletes one: whoever could delete a no could make a yes of it."""

from typing import Annotated

from fastapi import Response

from mewayz_crm.lists.subscriptions import service
from mewayz_crm.lists.subscriptions.confirmations import service as confirmations
from mewayz_crm.lists.subscriptions.confirmations.schemas import ConfirmationRead
from mewayz_crm.lists.subscriptions.schemas import (
    ContactSubscriptionCreate,
    SubscriptionCreate,
    SubscriptionRead,
    Subscriptions,
)
from mewayz_crm.vocabulary import LISTS
from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

subscriptions = Resource(
    "crm/subscriptions",
    service.subscriptions,
    create=SubscriptionCreate,
    permission="crm.subscriptions",
    feature=LISTS,
    filter=("list_id", "state", "source", "created_at", "confirmed_at", "unsubscribed_at"),
    sort=("created_at", "address"),
    verbs=("list", "get", "create", "export"),
    on_create=service.add,
)
router = subscriptions.router
of_contacts = new_router("crm/contacts", tag="contact_subscriptions")
Reader = Annotated[Principal, require("crm.subscriptions:read", feature=LISTS)]
Writer = Annotated[Principal, require("crm.subscriptions:write", feature=LISTS)]


@router.post("/{subscription_id}/unsubscribe")
async def unsubscribe(subscription_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> SubscriptionRead:
    """Take an address off a list; only the person can put it back. Publishes `crm.subscription.unsubscribed.v1`."""
    row = await service.subscriptions.get(uow, subscription_id, lock=True)
    service.subscriptions.match(row, if_match)
    return await service.subscriptions.show_one(uow, await service.leave(uow, row, method=service.method_of(uow)))


@router.get("/{subscription_id}/confirmation")
async def confirmation(subscription_id: Id, p: Reader, uow: Uow) -> ConfirmationRead:
    """How far the mails of its double opt-in have come; 404 when it needed none."""
    return await confirmations.show(uow, subscription_id)


@of_contacts.get("/{contact_id}/subscriptions")
async def list_of_contact(contact_id: Id, p: Reader, uow: Uow) -> Subscriptions:
    """What the addresses of a contact are subscribed to, or have left."""
    return await service.of_contact(uow, contact_id)


@of_contacts.post("/{contact_id}/subscriptions", status_code=201, response_model=SubscriptionRead)
async def subscribe_contact(contact_id: Id, data: ContactSubscriptionCreate, p: Writer, uow: Uow) -> Response:
    """Put a contact on a list by one of its addresses, under the rules of `POST /subscriptions`."""
    row = await service.add_contact(uow, contact_id, data)
    location = f"/api/v1/crm/subscriptions/{row.id}"
    return record_answer(await service.subscriptions.show_one(uow, row), 201, {"Location": location})
