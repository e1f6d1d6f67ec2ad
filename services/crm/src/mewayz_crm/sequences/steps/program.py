"""The steps of a sequence as a program: where a contact goes from each, and that this always ends. Pure.

Conditions and branches only lead forward. Only a jump may lead back, and so often at most in one enrolment, so every
way through a program ends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.sequences.steps.schemas import (
    BranchStep,
    ConditionStep,
    ExitStep,
    JumpStep,
    MailStep,
    Planned,
    Step,
    WaitStep,
    Window,
)
from mewayz_crm.sequences.steps.times import after_wait, opening
from mewayz_kit.errors import Unprocessable
from mewayz_kit.ids import named_id

COMPLETED = "completed"
LEFT_BY_STEP, LEFT_BY_CONDITION = "exit_step", "condition"
"""Why somebody leaves a sequence by its own steps."""


class Way(NamedTuple):
    """Where a contact goes from a step: to the step `to`, or out of the sequence; `note` is what was decided."""

    to: str | None
    note: str
    left: str = COMPLETED


@dataclass(frozen=True)
class Program:
    """The steps of one version of a sequence, with the hours in which its mails may leave."""

    steps: Sequence[Step]
    windows: Sequence[Window] = ()

    @property
    def first(self) -> str | None:
        """The key of the first step."""
        return self.steps[0].key if self.steps else None

    def place(self, key: str) -> int:
        """Where a step stands; ValueError for one that is not there."""
        return [step.key for step in self.steps].index(key)

    def step(self, key: str) -> Step:
        """The step of this key."""
        return self.steps[self.place(key)]

    def following(self, key: str) -> str | None:
        """The key of the next step in the order of the list."""
        place = self.place(key) + 1
        return self.steps[place].key if place < len(self.steps) else None

    def way(self, step: Step, *, fits: Sequence[bool], jumped: int) -> Way:
        """Where to go from `step`. `fits` says which of its filters (`asked`) the contact fits, `jumped` how often this
        jump was taken before."""
        following = self.following(step.key)
        match step:
            case ConditionStep():
                if fits[0]:
                    return Way(following, "fits")
                return Way(step.otherwise, "fits_not", COMPLETED if step.otherwise else LEFT_BY_CONDITION)
            case BranchStep():
                taken = next((arm.to for arm, fit in zip(step.arms, fits, strict=True) if fit), None)
                return Way(taken or following, "branched" if taken else "fits_not")
            case JumpStep():
                return Way(step.to, "jumped") if jumped < step.at_most else Way(following, "went_on")
            case ExitStep():
                return Way(None, "left", LEFT_BY_STEP)
        return Way(following, "done")

    def due(self, key: str, moment: datetime, *, zone: str) -> datetime:
        """When a step that is reached at `moment` is done: a mail waits for a window."""
        if isinstance(self.step(key), MailStep):
            return opening(moment, self.windows, zone=zone)
        return moment


def asked(step: Step) -> list[Filter]:
    """The filters that decide where to go from a step."""
    if isinstance(step, ConditionStep):
        return [step.filter]
    return [arm.filter for arm in step.arms] if isinstance(step, BranchStep) else []


def left_at(step: Step, moment: datetime, *, zone: str) -> datetime:
    """When the contact goes on from a step that is done at `moment`."""
    if isinstance(step, WaitStep):
        return after_wait(moment, amount=step.amount, unit=step.unit, zone=zone)
    return moment


def step_id(sequence_id: UUID, key: str) -> UUID:
    """The id of a step in messages and mail events: the same over all versions of the sequence."""
    return named_id("crm-sequence-step", sequence_id, key)


def timetable(
    program: Program, start: datetime, *, zone: str, fits: Callable[[Filter], bool], most: int = 500
) -> Iterator[Planned]:
    """What would come when for a contact that begins at `start` and stays as they are; at most so many lines."""
    key, moment, jumps = program.first, start, dict[str, int]()
    for _ in range(most):
        if key is None:
            return
        step, moment = program.step(key), program.due(key, moment, zone=zone)
        way = program.way(step, fits=[fits(tree) for tree in asked(step)], jumped=jumps.get(key, 0))
        jumps[key] = jumps.get(key, 0) + (way.note == "jumped")
        yield Planned(step=key, type=step.type, at=moment, note=way.note)
        key, moment = way.to, left_at(step, moment, zone=zone)


def check(steps: Sequence[Step]) -> None:
    """422 at the first step whose key is taken, that leads nowhere, back without a jump, or round without a wait."""
    places: dict[str, int] = {}
    for number, step in enumerate(steps):
        if step.key in places:
            raise Unprocessable.field(f"/steps/{number}/key", "key_taken", "Another step has this key.")
        places[step.key] = number
    for number, step in enumerate(steps):
        for pointer, to in _targets(step):
            where = f"/steps/{number}/{pointer}"
            if to not in places or places[to] == number:
                raise Unprocessable.field(where, "unknown_step", "There is no other step with this key.")
            if places[to] > number:
                continue
            if not isinstance(step, JumpStep):
                raise Unprocessable.field(where, "leads_back", "Only a jump leads back; name a later step.")
            if not any(isinstance(passed, WaitStep) for passed in steps[places[to] : number]):
                raise Unprocessable.field(where, "no_wait", "Between a step and the jump back to it is a wait.")


def _targets(step: Step) -> list[tuple[str, str]]:
    match step:
        case ConditionStep(otherwise=str() as to):
            return [("otherwise", to)]
        case BranchStep():
            return [(f"arms/{number}/to", arm.to) for number, arm in enumerate(step.arms)]
        case JumpStep():
            return [("to", step.to)]
    return []
