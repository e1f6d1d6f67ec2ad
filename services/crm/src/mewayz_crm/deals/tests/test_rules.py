"""What a deal is worth, and its place on the board."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.deals.rules import DEAL, STEP, converted, rank_between, weighted
from mewayz_kit.money import Money
from mewayz_kit.state import Outcome

RANKS = st.integers(-(2**53), 2**53)


@given(RANKS, RANKS)
def test_a_rank_lies_between_its_neighbours_or_there_is_no_room(one: int, other: int) -> None:
    lower, upper = sorted((one, other))
    rank = rank_between(lower, upper)
    if rank is None:
        assert upper - lower <= 1
    else:
        assert lower < rank < upper


@given(RANKS)
def test_there_is_always_room_at_the_ends(rank: int) -> None:
    assert rank_between(rank, None) == rank + STEP
    assert rank_between(None, rank) == rank - STEP


@given(st.integers(0, 10**15), st.integers(0, 10_000))
def test_the_weighted_value_is_half_up(amount: int, probability: int) -> None:
    value = weighted(Money(amount=amount, currency="EUR"), probability)
    assert value.amount == (amount * probability + 5_000) // 10_000


def test_a_value_is_converted_between_currencies_of_other_digits() -> None:
    assert converted(Money(amount=1050, currency="EUR"), None, "EUR").amount == 1050
    assert converted(Money(amount=1050, currency="EUR"), "160.5", "JPY").amount == 1685
    assert converted(Money(amount=1685, currency="JPY"), "0.00623", "EUR").amount == 1050
    assert Fraction("0.1") * 5 == Fraction(1, 2)


def test_won_and_lost_lead_nowhere_but_back() -> None:
    assert DEAL.judge("won", "lose") is Outcome.EARLY
    assert DEAL.judge("won", "win") is Outcome.ALREADY
    assert DEAL.next("lost", "reopen") == "open"
