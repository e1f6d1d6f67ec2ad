"""Bodies of subscriptions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_crm.vocabulary import EmailAddress
from mewayz_kit.schema import Input, Output, Record

State = Literal["unconfirmed", "confirmed", "unsubscribed"]
Source = Literal["member", "api", "import", "form", "preference_page", "sequence"]


class SubscriptionCreate(Input):
    """Put an address on a list, because the person has said so to you.

    On a list with double opt-in it gets a mail and stays `unconfirmed` until its link is used. Nobody but the person
    can put an address back that has left the list (409 `unsubscribed`) or is suppressed (409 `suppressed`).
    """

    list_id: UUID
    address: EmailAddress


class ContactSubscriptionCreate(Input):
    """Put a contact on a list, by its main address unless another one of its addresses is named."""

    list_id: UUID
    address: EmailAddress | None = None


class SubscriptionRead(Record):
    """An address on a list. `wording_version` is what was agreed to."""

    list_id: UUID
    address: str
    state: State
    source: Source
    wording_version: int
    subscribed_at: datetime
    confirmed_at: datetime | None
    unsubscribed_at: Annotated[datetime | None, Field(description="When it last left, also after a return.")]


class Subscriptions(Output):
    """The subscriptions of one contact's addresses, newest first."""

    items: list[SubscriptionRead]
