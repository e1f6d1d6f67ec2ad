from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mewayz_kit.money import CurrencyMismatch, Money, allocate, round_half_away, total

amounts = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any)


def eur(amount: int) -> Money:
    return Money(amount=amount, currency="EUR")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.5", 3),
        ("-2.5", -3),
        ("0.5", 1),
        ("-0.5", -1),
        ("2.4999", 2),
        ("-2.4999", -2),
        ("0", 0),
        ("-7", -7),
    ],
)
def test_a_half_goes_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Decimal(value)) == rounded


@given(st.fractions())
def test_rounding_is_the_nearest_integer_and_symmetric(value: Fraction) -> None:
    rounded = round_half_away(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert round_half_away(-value) == -rounded
    if abs(rounded - value) == Fraction(1, 2):
        assert abs(rounded) > abs(value)


@given(amounts, weights)
def test_an_allocation_sums_exactly_and_is_within_one_unit_of_the_share(amount: int, parts: list[int]) -> None:
    shares = allocate(amount, parts)
    assert sum(shares) == amount
    whole = sum(parts)
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share - Fraction(amount * weight, whole)) < 1
        assert weight or share == 0


@given(amounts, weights)
def test_an_allocation_of_the_negative_is_the_negative(amount: int, parts: list[int]) -> None:
    assert allocate(-amount, parts) == [-share for share in allocate(amount, parts)]


def test_ties_go_to_the_earlier_part() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(5, [1, 1]) == [3, 2]
    assert allocate(-5, [1, 1]) == [-3, -2]
    assert allocate(1, [0, 1, 1]) == [0, 1, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 3]])
def test_impossible_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(10, weights)


def test_rates() -> None:
    assert eur(1999).basis_points(250) == eur(50)
    assert eur(10_000).ppm(99_750) == eur(998)
    assert eur(-10_000).ppm(99_750) == eur(-998)
    assert eur(100).allocate([Fraction(1, 3), Fraction(2, 3)]) == [eur(33), eur(67)]


def test_arithmetic_is_of_one_currency() -> None:
    assert eur(5) + eur(7) - eur(2) == eur(10)
    assert -eur(3) < eur(0) <= eur(0) < eur(1)
    assert total([eur(1), eur(2)], "EUR") == eur(3)
    assert total([], "EUR") == Money.zero("EUR")
    for mixed in (lambda: eur(1) + Money.zero("USD"), lambda: eur(1) < Money.zero("USD")):
        with pytest.raises(CurrencyMismatch):
            mixed()


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("19.99", "EUR", 1999),
        (" 20 ", "EUR", 2000),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("-0.5", "USD", -50),
    ],
)
def test_text_in_major_units(text: str, currency: str, amount: int) -> None:
    money = Money.parse(text, currency)
    assert money.amount == amount
    assert Money.parse(str(money).split()[0], currency) == money


@pytest.mark.parametrize(
    ("text", "currency"), [("19.999", "EUR"), ("1.5", "JPY"), ("", "EUR"), ("NaN", "EUR"), ("1", "XXX")]
)
def test_text_that_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match="not an"):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    "body",
    [
        '{"amount": 1.5, "currency": "EUR"}',
        '{"amount": "1", "currency": "EUR"}',
        '{"amount": 9223372036854775808, "currency": "EUR"}',
        '{"amount": 1, "currency": "eur"}',
        '{"amount": 1, "currency": "XYZ"}',
        '{"amount": 1, "currency": "EUR", "extra": 1}',
    ],
)
def test_a_body_is_checked(body: str) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate_json(body)
    assert Money.model_validate_json('{"amount": 1, "currency": "EUR"}') == eur(1)
