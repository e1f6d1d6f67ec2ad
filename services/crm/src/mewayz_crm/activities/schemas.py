"""Bodies of activities."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from mewayz_crm.vocabulary import Custom, LongText, Owner, Subject, Tags, Zone
from mewayz_kit.schema import Input, Record, patch_of

Type = Literal["task", "call", "meeting", "email"]
Priority = Literal["low", "normal", "high", "urgent"]
Direction = Literal["inbound", "outbound"]
Outcome = Annotated[str, Field(max_length=500)]


class Reminder(Input):
    """How long before the start (or, without one, the due time) the assignee is reminded.

    Days keep the wall clock of the activity's zone (else the workspace's), minutes are absolute; both 0: at the time.
    """

    days: Annotated[int, Field(ge=0, le=365)] = 0
    minutes: Annotated[int, Field(ge=0, le=10_080)] = 0


def _once(reminders: list[Reminder]) -> list[Reminder]:
    return list({(one.days, one.minutes): one for one in reminders}.values())


def _each_once(related: list[Subject]) -> list[Subject]:
    return list({subject.id: subject for subject in related}.values())


class ActivityCreate(Input):
    """Something to do. `start_at` and `end_at` are of meetings and calls; `tz` is the zone they are planned in."""

    type: Type
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    description: Annotated[LongText | None, Field(description="Markdown.")] = None
    priority: Priority = "normal"
    due_at: AwareDatetime | None = None
    start_at: AwareDatetime | None = None
    end_at: AwareDatetime | None = None
    tz: Zone | None = None
    assignee_id: Annotated[UUID | None, Field(description="User who does it.")] = None
    direction: Annotated[Direction | None, Field(description="Of calls and mails.")] = None
    outcome: Outcome | None = None
    related: Annotated[
        list[Subject], Field(max_length=10, description="Records it is about."), AfterValidator(_each_once)
    ] = []
    reminders: Annotated[list[Reminder], Field(max_length=5), AfterValidator(_once)] = []
    owner_id: Owner = None
    tags: Tags = []
    custom: Custom = {}


ActivityUpdate = patch_of(ActivityCreate, without={"type"})


class ActivityComplete(Input):
    """How it went."""

    outcome: Outcome | None = None


class ActivitySnooze(Input):
    """When it is due instead."""

    until: AwareDatetime


class ActivityRead(Record):
    """An activity; `completed_at` is null while it is open."""

    type: Type
    subject: str
    description: str | None
    status: Literal["open", "completed"]
    priority: Priority
    due_at: AwareDatetime | None
    start_at: AwareDatetime | None
    end_at: AwareDatetime | None
    tz: str | None
    assignee_id: UUID | None
    direction: Direction | None
    outcome: str | None
    completed_at: AwareDatetime | None
    related: list[Subject]
    reminders: list[Reminder]
    owner_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]
