"""Bodies of scoring rules."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.scoring_rules.entries.schemas import ScoreEntryRead
from mewayz_kit.schema import Input, Record, patch_of

Trigger = Literal[
    "crm.contact.created",
    "crm.contact.tagged",
    "crm.contact.changed",
    "crm.subscription.confirmed",
    "crm.segment.entered",
    "crm.lead_form.submitted",
    "crm.message.opened",
    "crm.message.clicked",
    "commerce.order.placed",
    "commerce.order.paid",
    "commerce.order.completed",
    "commerce.order.refunded",
    "commerce.cart.abandoned",
    "commerce.fulfilment.delivered",
    "bookings.booking.confirmed",
    "bookings.booking.cancelled",
    "bookings.booking.completed",
    "bookings.booking.no_show",
    "courses.enrolment.created",
    "courses.enrolment.completed",
    "finance.invoice.sent",
    "finance.invoice.paid",
    "finance.invoice.overdue",
    "finance.quote.accepted",
]


def _not_nothing(points: int) -> int:
    if points == 0:
        raise ValueError("is worth nothing")
    return points


class ScoringRuleCreate(Input):
    """A new rule. It counts deeds from now on, one of each event; opens and clicks of machines never count.

    A change holds for deeds to come, what was given stays. Deleting a rule takes back what it gave, in the background.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Has ordered"])]
    trigger: Annotated[Trigger, Field(description="The kind of deed.")]
    about: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=120,
            description="Narrows it: the name of a tag, the id of a list, segment or lead form, and, which "
            "`crm.contact.changed` needs, the field of a contact.",
        ),
    ] = None
    filter: Annotated[Filter | None, Field(description="Contacts that it counts for; null: all.")] = None
    points: Annotated[int, Field(ge=-100, le=100), AfterValidator(_not_nothing)]
    expires_after_days: Annotated[
        int | None, Field(ge=1, le=3650, description="By the wall clock of the contact; null: never.")
    ] = None
    cap_per_contact: Annotated[
        int | None, Field(ge=1, le=1000, description="How often it counts for one contact at most; null: always.")
    ] = None
    active: bool = True


ScoringRuleUpdate = patch_of(ScoringRuleCreate)


class ScoringRuleRead(Record):
    """A scoring rule."""

    name: str
    trigger: Trigger
    about: str | None
    filter: dict[str, Any] | None
    points: int
    expires_after_days: int | None
    cap_per_contact: int | None
    active: bool


class Simulate(Input):
    """Whose next deed is tried."""

    contact_id: UUID


class Simulation(BaseModel):
    """What one more deed would do now. `refused_by` is why it would not count: the rule is not active, its filter does
    not mean the contact, or it has counted as often as it may."""

    counts: bool
    refused_by: Literal["active", "filter", "cap"] | None
    score: int | None
    score_after: int | None


class ScoreRead(BaseModel):
    """A score and what it is made of: the sum of the entries that are live, from 0 to 100. Null while nothing ever
    counted. The newest 200 entries are listed, expired ones too."""

    score: int | None
    points: Annotated[int, Field(description="The sum before it is held between 0 and 100.")]
    entries: list[ScoreEntryRead]
