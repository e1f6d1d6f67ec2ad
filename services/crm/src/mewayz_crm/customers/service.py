"""Use-cases of customers: whoever does something elsewhere is a contact, and their timeline says what."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.events import ContactEngaged
from mewayz_crm.contacts.meeting import Met, meet
from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.purchases import service as purchases
from mewayz_crm.customers import rules
from mewayz_crm.customers.events import OrderPaid, OrderRefunded, Person, QuoteAccepted
from mewayz_crm.deals import service as deals
from mewayz_crm.merges import service as merges
from mewayz_crm.timeline import service as timeline
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


async def tell(uow: UnitOfWork, *, person: Person) -> Contact | None:
    """Find or make the contact of a person and say on the timeline what they did; None where the plan has no room."""
    event = _message(uow)
    order_id = event.data.get("order_id")
    about = await deals.linked(uow, order_id=UUID(order_id)) if order_id else []
    return await _tell(uow, event, person, about)


async def paid(uow: UnitOfWork, *, event: OrderPaid) -> None:
    """A paid order wins its deals, counts for the lifetime value and makes a customer."""
    # Deals before the contact: whoever makes a deal holds its stage first and its people then.
    about = await deals.win_linked(uow, order_id=event.order_id)
    row = await _tell(uow, _message(uow), event.customer, about)
    if row is not None:
        await purchases.paid(uow, contact_id=row.id, order_id=event.order_id, total=event.total)


async def refunded(uow: UnitOfWork, *, event: OrderRefunded) -> None:
    """An order that was given back does not count for the lifetime value. Its deals stay as they are."""
    row = await tell(uow, person=event.customer)
    if row is not None:
        await purchases.refunded(uow, contact_id=row.id, order_id=event.order_id)


async def accepted(uow: UnitOfWork, *, event: QuoteAccepted) -> None:
    """An accepted quote wins its deals."""
    about = await deals.win_linked(uow, quote_id=event.quote_id)
    await _tell(uow, _message(uow), event.customer, about)


async def _tell(uow: UnitOfWork, event: Envelope, person: Person, deal_ids: list[UUID]) -> Contact | None:
    met = await _meet(uow, person)
    subjects = dict.fromkeys(deal_ids, "deal") | ({met.row.id: "contact"} if met else {})
    await timeline.note_event(uow, event, subjects=subjects, data=rules.kept(event.type, event.data))
    if met is None:
        return None
    kind = event.type.removesuffix(".v1")
    uow.publish(ContactEngaged(contact_id=met.row.id, kind=kind, source_event_id=event.id, at=event.time))
    return met.row


async def _meet(uow: UnitOfWork, person: Person) -> Met | None:
    """The contact that the other service names, wherever it was merged into; else who has the address."""
    if person.contact_id is not None:
        into = (await merges.destinations(uow, [person.contact_id])).get(person.contact_id, person.contact_id)
        row = await uow.find(Contact, into, lock=True)
        if row is not None:
            return Met(row, new=False)
    address = rules.readable(person.email)
    return None if address is None else await meet(uow, contacts.body_of(_values(person, address)))


def _values(person: Person, address: str) -> dict[str, Any]:
    first_name, last_name = rules.names_of(person.name)
    values = {"first_name": first_name, "last_name": last_name, "emails": [address], "phones": []}
    try:
        contacts.body_of({**values, "locale": person.locale})
    except ValidationError:  # a language that we cannot read is none
        return values
    return {**values, "locale": person.locale}


def _message(uow: UnitOfWork) -> Envelope:
    if uow.cause.message is None:
        raise RuntimeError("what other services tell comes as a message")
    return uow.cause.message
