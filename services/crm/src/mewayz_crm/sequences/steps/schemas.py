"""The steps of a sequence, and the hours in which its mails may leave, as bodies carry them and rows keep them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.vocabulary import TagName
from mewayz_kit.schema import Input, Output, each_once

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", examples=["first-mail"])]
Unit = Literal["minutes", "hours", "days", "weeks"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = {"minutes": 525_600, "hours": 8_760, "days": 365, "weeks": 52}
"""No wait is longer than a year."""
MAX_STEPS = 100


class _Step(Input):
    """What every step has: a key that is its own in the sequence."""

    key: Key


class MailStep(_Step):
    """Send a mail template to the contact, in its latest version at that moment. It needs no variables of its own.

    In an outreach sequence every mail but the first is a reply to the one before, and has its subject.
    """

    type: Literal["mail"]
    template_id: UUID


class AddTagStep(_Step):
    """Put a tag on the contact."""

    type: Literal["add_tag"]
    tag: TagName


class CreateTaskStep(_Step):
    """Make a task about the contact for whoever looks after them. `due_in_days` counts by the workspace's clock."""

    type: Literal["create_task"]
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    due_in_days: Annotated[int, Field(ge=0, le=365)] = 0


class AddToListStep(_Step):
    """Put the contact on a list, under the rules of `POST /subscriptions`: nobody who has left it comes back."""

    type: Literal["add_to_list"]
    list_id: UUID


class MoveDealStep(_Step):
    """Move the newest open deal of the contact in the pipeline of an open stage there; without one, nothing."""

    type: Literal["move_deal"]
    stage_id: UUID


class WaitStep(_Step):
    """Wait. Minutes and hours are absolute; days and weeks keep the wall clock of the contact's zone (else the
    workspace's): a time that does not exist moves forward by the gap, of one that is there twice the first counts."""

    type: Literal["wait"]
    amount: Annotated[int, Field(ge=1)]
    unit: Unit

    @model_validator(mode="after")
    def _at_most_a_year(self) -> "WaitStep":
        if self.amount > LONGEST[self.unit]:
            raise ValueError(f"waits at most {LONGEST[self.unit]} {self.unit}")
        return self


class ConditionStep(_Step):
    """Go on if the contact fits the filter now, else to the later step `otherwise`; null: leave the sequence."""

    type: Literal["condition"]
    filter: Filter
    otherwise: Key | None = None


class Arm(Input):
    """One way out of a branch, to a later step."""

    filter: Filter
    to: Key


class BranchStep(_Step):
    """Take the first arm whose filter fits the contact now; if none does, go on."""

    type: Literal["branch"]
    arms: Annotated[list[Arm], Field(min_length=1, max_length=5)]


class JumpStep(_Step):
    """Go to another step, at most so often in one enrolment; after that, go on. A jump back passes a wait."""

    type: Literal["jump"]
    to: Key
    at_most: Annotated[int, Field(ge=1, le=20)] = 1


class ExitStep(_Step):
    """Leave the sequence."""

    type: Literal["exit"]


Step = Annotated[
    MailStep
    | AddTagStep
    | CreateTaskStep
    | AddToListStep
    | MoveDealStep
    | WaitStep
    | ConditionStep
    | BranchStep
    | JumpStep
    | ExitStep,
    Field(discriminator="type"),
]


def _in_week(days: list[Day]) -> list[Day]:
    return sorted(each_once(days), key=DAYS.index)


class Window(Input):
    """Hours of some weekdays in which mails may leave, by the clock of the contact's zone (else the workspace's):
    from the beginning of `from_hour` to the beginning of `until_hour`."""

    days: Annotated[list[Day], Field(min_length=1, max_length=7), AfterValidator(_in_week)]
    from_hour: Annotated[int, Field(ge=0, le=23)] = 0
    until_hour: Annotated[int, Field(ge=1, le=24)] = 24

    @model_validator(mode="after")
    def _opens(self) -> "Window":
        if self.from_hour >= self.until_hour:
            raise ValueError("opens before it closes")
        return self


Steps = Annotated[list[Step], Field(max_length=MAX_STEPS)]
Windows = Annotated[list[Window], Field(max_length=14, description="When mails may leave; none: at any time.")]
_STEPS: TypeAdapter[list[Step]] = TypeAdapter(list[Step])
_WINDOWS: TypeAdapter[list[Window]] = TypeAdapter(list[Window])


def steps_of(stored: Sequence[Any]) -> list[Step]:
    """Steps as rows keep them."""
    return _STEPS.validate_python(stored)


def windows_of(stored: Sequence[Any]) -> list[Window]:
    """Windows as rows keep them."""
    return _WINDOWS.validate_python(stored)


def stored(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Steps or windows as rows keep them; filters as they came."""
    return [part.model_dump(mode="json", exclude_none=True) for part in parts]


class Planned(Output):
    """One line of a timetable: which step comes when. `note` is what would be decided: done, fits, fits_not,
    branched, jumped, went_on (past a jump that was used up) or left."""

    step: str
    type: str
    at: datetime
    note: str
