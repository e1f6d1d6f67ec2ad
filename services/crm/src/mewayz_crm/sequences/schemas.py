"""Bodies of sequences."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.sequences.rules import ABOUT
from mewayz_crm.sequences.steps.schemas import Planned, Step, Steps, Window, Windows
from mewayz_kit.schema import Input, Output, Record, each_once, patch_of

Kind = Literal["marketing", "transactional", "outreach"]
State = Literal["draft", "active", "paused"]
Happening = Literal[
    "contact_created",
    "tag_added",
    "list_confirmed",
    "segment_entered",
    "form_submitted",
    "order_paid",
    "cart_abandoned",
    "booking_completed",
]
PauseReason = Literal["by_hand", "workspace_closed", "member_removed", "no_sender"]
About = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=60,
        description="Of events about one tag (its name), list, segment or form (its id): which one; null: any.",
    ),
]


class _Event(Input):
    """Something that happens to a contact."""

    about: About = None

    @model_validator(mode="after")
    def _about_something(self) -> "_Event":
        event = getattr(self, "event", "")
        if self.about is None:
            return self
        if event not in ABOUT:
            raise ValueError(f"{event} is about nothing in particular")
        if ABOUT[event] != "tag":
            UUID(self.about)  # its ValueError says that this is no id
        return self


class Trigger(_Event):
    """What begins a sequence: an event, for contacts that fit the filter then (null: all); `manual`: only a member."""

    event: Happening | Literal["manual"] = "manual"
    filter: Filter | None = None


class ExitRule(_Event):
    """An event that ends a sequence for its contact."""

    event: Happening


class SequenceCreate(Input):
    """A new sequence; it is a draft until it is activated.

    `marketing` mails only contacts whose address is confirmed on `list_id`, and ends for who leaves it or is
    suppressed; `transactional` mails are about what the contact asked for or bought; `outreach` comes from a member's
    own address (`sender_id`), with a line to opt out, and ends at the first reply.

    Steps are done in their order. A save that changes `steps`, `windows`, `exits` or `exit_filter` makes a version:
    who has begun stays with theirs. `exits` and `exit_filter` (looked at before each step) end it early. `reentry`: a
    contact takes part once (`never`), or again when the last time is over and `reentry_days` have passed since.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Welcome"])]
    kind: Kind
    list_id: Annotated[UUID | None, Field(description="Of a marketing sequence; needed when it is activated.")] = None
    sender_id: Annotated[UUID | None, Field(description="A verified sender; needed by mails.")] = None
    trigger: Trigger = Trigger()
    steps: Steps = []
    windows: Windows = []
    exits: Annotated[list[ExitRule], Field(max_length=10)] = []
    exit_filter: Annotated[Filter | None, Field(description="Who fits it leaves at their next step.")] = None
    reentry: Literal["never", "after_end"] = "never"
    reentry_days: Annotated[int, Field(ge=0, le=3650)] = 0


SequenceUpdate = patch_of(SequenceCreate, without={"kind"})


class SequenceRead(Record):
    """A sequence as it is edited. `number` is its latest version; `pause_reason` is null unless it is paused."""

    name: str
    kind: Kind
    state: State
    pause_reason: PauseReason | None
    list_id: UUID | None
    sender_id: UUID | None
    trigger: Trigger
    steps: list[Step]
    windows: list[Window]
    exits: list[ExitRule]
    exit_filter: dict[str, Any] | None
    reentry: Literal["never", "after_end"]
    reentry_days: int
    number: int


class SequenceVersionRead(Output):
    """What a save made, from `since` on."""

    number: int
    steps: list[Step]
    windows: list[Window]
    exits: list[ExitRule]
    exit_filter: dict[str, Any] | None
    since: datetime


class SequenceVersions(Output):
    """The latest 50 versions, newest first."""

    items: list[SequenceVersionRead]


class Enrol(Input):
    """Contacts that are to begin now."""

    contact_ids: Annotated[list[UUID], Field(min_length=1, max_length=100), AfterValidator(each_once)]


class EnrolSkipped(Output):
    """A contact that did not begin, and why: it takes part now (already_active), has taken part (no_reentry), has no
    address (no_address), is not confirmed on the list (not_subscribed), or gets no mail (suppressed)."""

    contact_id: UUID
    reason: Literal["already_active", "no_reentry", "no_address", "not_subscribed", "suppressed"]


class Enrolled(Output):
    """Who began, and who did not."""

    enrolment_ids: list[UUID]
    skipped: list[EnrolSkipped]


class Simulate(Input):
    """Whose timetable to print, and when they would begin (null: now)."""

    contact_id: UUID
    at: datetime | None = None


class Timetable(Output):
    """What would come when, by the steps as they are saved now, for the contact as they are now. `zone` is whose clock
    counts."""

    zone: str
    items: list[Planned]


class SweepStep(BaseModel):
    """Where the way over the enrolments of a sequence goes on: behind `after`."""

    sequence_id: UUID
    after: UUID | None = None
