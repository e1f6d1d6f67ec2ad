"""Our slim copies of what other services tell of people."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from mewayz_kit.events import Event
from mewayz_kit.money import Money


class Person(BaseModel):
    """Who it was, as far as the other service knows: a contact that it has copied from here, an address, a name."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    contact_id: UUID | None = None
    email: str | None
    name: str | None = None
    locale: str | None = None


class CustomerFact(Event, type="commerce.order.placed.v1", subject="customer"):
    """What we need of anything that a customer did, or that was done for one."""

    customer: Person


class LearnerFact(Event, type="courses.enrolment.created.v1", subject="learner"):
    """What we need of an enrolment."""

    learner: Person


class OrderPaid(CustomerFact, type="commerce.order.paid.v1", subject="order_id"):
    """An order is paid in full."""

    order_id: UUID
    total: Money


class OrderRefunded(CustomerFact, type="commerce.order.refunded.v1", subject="order_id"):
    """Everything of an order was given back."""

    order_id: UUID


class QuoteAccepted(CustomerFact, type="finance.quote.accepted.v1", subject="quote_id"):
    """A customer has accepted a quote."""

    quote_id: UUID
