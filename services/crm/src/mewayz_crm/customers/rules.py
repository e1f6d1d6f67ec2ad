"""What is taken over of other services' events. Pure."""

from collections.abc import Mapping
from typing import Any

from mewayz_crm.formats import read_address

KEPT: dict[str, tuple[str, ...]] = {
    "commerce.order.placed.v1": ("order_id", "number", "total"),
    "commerce.order.paid.v1": ("order_id", "number", "total"),
    "commerce.order.completed.v1": ("order_id", "number"),
    "commerce.order.refunded.v1": ("order_id", "number"),
    "commerce.cart.abandoned.v1": ("cart_id", "total"),
    "commerce.fulfilment.delivered.v1": ("fulfilment_id", "order_id"),
    "bookings.booking.confirmed.v1": ("booking_id", "reference", "order_id"),
    "bookings.booking.cancelled.v1": ("booking_id", "reference", "order_id"),
    "bookings.booking.completed.v1": ("booking_id", "reference", "order_id"),
    "bookings.booking.no_show.v1": ("booking_id", "reference", "order_id"),
    "courses.enrolment.created.v1": ("enrolment_id", "course_id"),
    "courses.enrolment.completed.v1": ("enrolment_id", "course_id"),
    "finance.invoice.sent.v1": ("invoice_id", "number", "total"),
    "finance.invoice.paid.v1": ("invoice_id", "number", "total"),
    "finance.invoice.overdue.v1": ("invoice_id", "number", "total"),
    "finance.quote.accepted.v1": ("quote_id", "number", "total"),
}
"""What a line on the timeline keeps of each: enough to read it and to find the thing. It is taken where it is there."""
OF_LEARNERS = frozenset(type_ for type_ in KEPT if type_.startswith("courses."))
OWN_USE_CASE = frozenset({"commerce.order.paid.v1", "commerce.order.refunded.v1", "finance.quote.accepted.v1"})
OF_CUSTOMERS = frozenset(KEPT) - OF_LEARNERS - OWN_USE_CASE


def kept(type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a line keeps of an event."""
    return {name: data[name] for name in KEPT[type_] if data.get(name) is not None}


def names_of(name: str | None) -> tuple[str | None, str | None]:
    """First and last name of a name in one text: the first word, and the rest.

    >>> names_of("Ada Lovelace King")
    ('Ada', 'Lovelace King')
    """
    first, _, last = " ".join((name or "").split()).partition(" ")
    return first[:100] or None, last[:100] or None


def readable(email: str | None) -> str | None:
    """An address that can be read as one, or nothing."""
    try:
        return read_address(email).shown if email else None
    except ValueError:
        return None
