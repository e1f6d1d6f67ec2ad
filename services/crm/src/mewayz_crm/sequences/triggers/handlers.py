"""The events that begin and end sequences. What other services tell of a person comes as `ContactEngaged`."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.events import ContactEngaged
from mewayz_crm.formats import read_address
from mewayz_crm.sequences.triggers.service import concerns, triggered
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import caused_by

DEEDS = {
    "crm.lead_form.submitted": "form_submitted",
    "commerce.order.paid": "order_paid",
    "commerce.cart.abandoned": "cart_abandoned",
    "bookings.booking.completed": "booking_completed",
}
"""What a contact does elsewhere → what a sequence waits for."""

CONTACT = ("contact_created", "tag_added")
"""What a sequence may wait for in a contact itself."""


@on(ContactEngaged)
async def begin_by_deed(event: ContactEngaged, uow: UnitOfWork) -> None:
    """A contact has ordered, booked, left a cart or filled in a form."""
    trigger = DEEDS.get(event.kind)
    if trigger is not None:
        contact_id, source_event_id, about = event.contact_id, event.source_event_id, event.about
        await triggered(uow, trigger=trigger, contact_id=contact_id, source_event_id=source_event_id, about=about)


@on("crm.contact.created.v1", "crm.contact.updated.v1")
async def begin_by_contact(events: Sequence[Envelope], uow: UnitOfWork) -> None:
    """Contacts are new, or have tags that they had not."""
    if await concerns(uow, CONTACT, [UUID(event.subject) for event in events]):
        # Whoever holds several contacts takes them in one order.
        for event in sorted(events, key=lambda event: event.subject):
            with caused_by(uow, event):
                await _begin_by_contact(uow, event)


async def _begin_by_contact(uow: UnitOfWork, event: Envelope) -> None:
    contact_id, tags = UUID(event.subject), set(event.data["tags"])
    if event.type == "crm.contact.created.v1":
        await triggered(uow, trigger="contact_created", contact_id=contact_id, source_event_id=event.id)
    else:
        changes = (event.audit or {}).get("changes", {})
        tags -= set(changes.get("tags", {"before": tags})["before"])
    for tag in sorted(tags):
        await triggered(uow, trigger="tag_added", contact_id=contact_id, source_event_id=event.id, about=tag)


@on("crm.subscription.confirmed.v1")
async def begin_by_list(event: Envelope, uow: UnitOfWork) -> None:
    """The address of a contact is on a list."""
    norm = read_address(event.data["address"]).norm
    for contact_id in (await contacts.owners_of(uow, [norm])).values():
        about = event.data["list_id"]
        await triggered(uow, trigger="list_confirmed", contact_id=contact_id, source_event_id=event.id, about=about)


@on("crm.segment.entered.v1")
async def begin_by_segment(event: Envelope, uow: UnitOfWork) -> None:
    """A contact belongs to a segment."""
    contact_id, about = UUID(event.data["contact_id"]), event.data["segment_id"]
    await triggered(uow, trigger="segment_entered", contact_id=contact_id, source_event_id=event.id, about=about)
