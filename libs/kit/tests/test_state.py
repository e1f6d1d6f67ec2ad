from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.errors import InvalidTransition
from mewayz_kit.state import Machine, Outcome

ORDER = Machine(
    "order",
    {
        ("draft", "place"): "placed",
        ("placed", "pay"): "paid",
        ("placed", "cancel"): "cancelled",
        ("paid", "hold"): "held",
        ("held", "resume"): "paid",
        ("paid", "fulfil"): "done",
    },
)


@dataclass
class Order:
    state: str


@pytest.mark.parametrize(
    ("state", "trigger", "outcome"),
    [
        ("placed", "pay", Outcome.MOVED),
        ("paid", "pay", Outcome.ALREADY),
        ("done", "pay", Outcome.ALREADY),
        ("draft", "pay", Outcome.EARLY),
        ("cancelled", "pay", Outcome.NEVER),
        ("done", "cancel", Outcome.NEVER),
        ("paid", "resume", Outcome.ALREADY),
        ("placed", "hold", Outcome.EARLY),
        ("paid", "hold", Outcome.MOVED),
    ],
)
def test_a_trigger_means_something_in_every_state(state: str, trigger: str, outcome: Outcome) -> None:
    order = Order(state)
    assert ORDER.judge(state, trigger) is outcome
    assert ORDER.move(order, trigger) is outcome
    assert (order.state != state) is (outcome is Outcome.MOVED)


def test_a_request_that_is_not_possible_names_state_and_trigger() -> None:
    order = Order("done")
    with pytest.raises(InvalidTransition) as refused:
        ORDER.demand(order, "pay")
    assert refused.value.extra == {"from": "done", "trigger": "pay"}
    assert order.state == "done"
    order = Order("placed")
    assert ORDER.demand(order, "pay") == "placed"
    assert order.state == "paid"


def test_what_a_state_allows() -> None:
    assert ORDER.triggers("placed") == ["pay", "cancel"]
    assert ORDER.is_final("cancelled")
    assert not ORDER.is_final("paid")
    with pytest.raises(KeyError):
        ORDER.judge("paid", "explode")


@given(st.lists(st.sampled_from(["place", "pay", "cancel", "hold", "resume", "fulfil"])))
def test_a_trigger_that_is_repeated_at_once_never_moves_twice(triggers: list[str]) -> None:
    order = Order("draft")
    for trigger in triggers:
        first = ORDER.move(order, trigger)
        if first is Outcome.MOVED:
            assert ORDER.move(order, trigger) is Outcome.ALREADY
