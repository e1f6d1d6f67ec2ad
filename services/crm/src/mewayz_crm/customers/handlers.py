"""What other services tell of people."""

from mewayz_crm.customers import service
from mewayz_crm.customers.events import CustomerFact, LearnerFact, OrderPaid, OrderRefunded, QuoteAccepted
from mewayz_crm.customers.rules import OF_CUSTOMERS, OF_LEARNERS
from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork


@on(*sorted(OF_CUSTOMERS))
async def tell_of_customer(event: CustomerFact, uow: UnitOfWork) -> None:
    """Orders, bookings and invoices."""
    await service.tell(uow, person=event.customer)


@on(*sorted(OF_LEARNERS))
async def tell_of_learner(event: LearnerFact, uow: UnitOfWork) -> None:
    """Enrolments."""
    await service.tell(uow, person=event.learner)


@on(OrderPaid)
async def count_order(event: OrderPaid, uow: UnitOfWork) -> None:
    """A paid order makes a customer."""
    await service.paid(uow, event=event)


@on(OrderRefunded)
async def discount_order(event: OrderRefunded, uow: UnitOfWork) -> None:
    """An order was given back."""
    await service.refunded(uow, event=event)


@on(QuoteAccepted)
async def win_deal(event: QuoteAccepted, uow: UnitOfWork) -> None:
    """A quote was accepted."""
    await service.accepted(uow, event=event)
