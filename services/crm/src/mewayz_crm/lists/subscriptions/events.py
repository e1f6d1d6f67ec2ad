"""Events of subscriptions beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class SubscriptionConfirmed(Event, type="crm.subscription.confirmed.v1", subject="subscription_id"):
    """An address is on a list now and may get its mail."""

    subscription_id: UUID
    list_id: UUID
    list_name: str
    address: str
    source: str
    confirmed_at: datetime


class SubscriptionUnsubscribed(Event, type="crm.subscription.unsubscribed.v1", subject="subscription_id"):
    """An address has left a list. `method` is how: a link, the preference page, a member, a suppression."""

    subscription_id: UUID
    list_id: UUID
    address: str
    method: str
    unsubscribed_at: datetime
