"""Rules of referrals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.money import Money
from mewayz_workspace.referrals.rules import AFFILIATE, ATTRIBUTION, REWARD, Rule, earned, kept, same_person

SHARE = Rule(key="a", trigger="subscription", share_bp=2000)


@given(st.integers(0, 10**12), st.integers(1, 10_000), st.none() | st.integers(1, 10**9))
def test_a_share_is_never_more_than_what_was_paid_nor_the_cap(paid: int, share: int, cap: int | None) -> None:
    money = earned(Rule(key="a", trigger="order", share_bp=share), Money(amount=paid, currency="EUR"), cap)
    assert 0 <= money.amount <= paid
    assert money.currency == "EUR"
    assert cap is None or money.amount <= cap


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_what_is_kept_is_a_part_of_it(amount: int, bp: int) -> None:
    assert 0 <= kept(Money(amount=amount, currency="USD"), bp) <= amount


def test_sizes() -> None:
    assert earned(SHARE, Money(amount=1900, currency="USD"), None) == Money(amount=380, currency="USD")
    fixed = Rule(key="b", trigger="subscription", amount=Money(amount=500, currency="USD"))
    assert earned(fixed, Money(amount=1, currency="EUR"), None) == Money(amount=500, currency="USD")
    assert kept(Money(amount=1000, currency="EUR"), 300) == 30


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ada@example.com", "ADA@example.com ", True),
        ("ada+shop@example.com", "ada@example.com", True),
        ("ada@example.com", "ada@example.org", False),
        ("ad.a@example.com", "ada@example.com", False),
    ],
)
def test_who_is_the_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_ends_are_ends() -> None:
    assert all(map(REWARD.is_final, ("clawed_back", "reversed")))
    assert ATTRIBUTION.is_final("rejected")
    assert AFFILIATE.is_final("rejected")
    assert REWARD.judge("clawed_back", "credit") == "never"
    assert REWARD.judge("booked", "credit") == "already"
