"""Events of the sample, and its own copy of a stranger's."""

from uuid import UUID

from mewayz_kit.events import Event


class ThingMoved(Event, type="sample.thing.moved.v1", subject="thing_id"):
    """A thing moved."""

    thing_id: UUID
    place: str


class ThingRecalled(Event, type="sample.thing.recalled.v1", subject="thing_id", public=False, urgent=True):
    """Nobody may use this thing from now on."""

    thing_id: UUID


class OrderPaid(Event, type="commerce.order.paid.v1", subject="order_id"):
    """What we need of a paid order."""

    order_id: UUID
    note: str
