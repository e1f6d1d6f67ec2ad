"""State tables: which move is allowed from which state, and what an unexpected one means.

::

    DEAL = Machine("deal", {("open", "win"): "won", ("open", "lose"): "lost", ("won", "reopen"): "open"})

    DEAL.demand(deal, "win")                       # a person asked: moves, or 409 invalid_transition
    outcome = DEAL.move(deal, "reopen")            # an event told us: no error by itself, the handler decides

Messages arrive twice, late and in the wrong order, so a handler asks what a trigger means *now*. The change
of the row is a versioned update (`kit.models.Entity`), so of two that race one wins and one starts again.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from mewayz_kit.errors import InvalidTransition


class Outcome(StrEnum):
    """What a trigger means in a state.

    `moved`: the row has a new state · `already`: this happened before, the row is in its result or beyond ·
    `early`: it can still become possible · `never`: no way leads there from here.
    """

    MOVED = "moved"
    ALREADY = "already"
    EARLY = "early"
    NEVER = "never"


class Machine:
    """The moves of one kind of record: `{(state, trigger): next}`."""

    def __init__(self, entity: str, table: Mapping[tuple[str, str], str], *, field: str = "state") -> None:
        self.entity = entity
        self.table = dict(table)
        self._field = field
        self._sources: dict[str, set[str]] = {}
        self._targets: dict[str, set[str]] = {}
        for (state, trigger), following in self.table.items():
            self._sources.setdefault(trigger, set()).add(state)
            self._targets.setdefault(trigger, set()).add(following)
        self.states = frozenset(state for state, _ in self.table) | frozenset(self.table.values())
        self._reach = {state: self._reachable(state) for state in self.states}

    def triggers(self, state: str) -> list[str]:
        """What can be done in `state`, in the order of the table."""
        return [trigger for source, trigger in self.table if source == state]

    def is_final(self, state: str) -> bool:
        """Whether nothing leads out of `state`."""
        return not self.triggers(state)

    def judge(self, state: str, trigger: str) -> Outcome:
        """What `trigger` means in `state`; unknown names are a bug and raise `KeyError`."""
        if (state, trigger) in self.table:
            return Outcome.MOVED
        if state in self._targets[trigger]:
            return Outcome.ALREADY
        if self._sources[trigger] & self._reach[state]:
            return Outcome.EARLY
        if any(state in self._reach[target] for target in self._targets[trigger]):
            return Outcome.ALREADY
        return Outcome.NEVER

    def next(self, state: str, trigger: str) -> str:
        """The state after `trigger`, or `InvalidTransition`."""
        following = self.table.get((state, trigger))
        if following is None:
            raise InvalidTransition(self.entity, state, trigger)
        return following

    def move(self, row: Any, trigger: str) -> Outcome:
        """Move `row` if its state allows it, and say what the trigger meant: the form for messages."""
        state = getattr(row, self._field)
        outcome = self.judge(state, trigger)
        if outcome is Outcome.MOVED:
            setattr(row, self._field, self.table[state, trigger])
        return outcome

    def demand(self, row: Any, trigger: str) -> str:
        """Move `row` or raise `InvalidTransition` (409): the form for requests. Answers the state it left."""
        state: str = getattr(row, self._field)
        setattr(row, self._field, self.next(state, trigger))
        return state

    def _reachable(self, state: str) -> frozenset[str]:
        found: set[str] = set()
        open_states = [state]
        while open_states:
            here = open_states.pop()
            following = {target for (source, _), target in self.table.items() if source == here}
            open_states.extend(following - found)
            found |= following
        return frozenset(found)
