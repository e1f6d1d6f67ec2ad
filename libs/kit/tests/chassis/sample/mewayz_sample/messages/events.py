"""Events of the sample, and its own copy of a stranger's."""

from uuid import UUID

from mewayz_kit.events import Event


class ThingMoved(Event, type="sample.thing.moved.v1", subject="thing_id"):
    """A thing moved."""

    thing_id: UUID
    place: str


class OrderPaid(Event, type="commerce.order.paid.v1", subject="order_id"):
    """What we need of a paid order."""

    order_id: UUID
    note: str
