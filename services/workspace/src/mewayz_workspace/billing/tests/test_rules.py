"""The price rule and the periods: properties, and the examples of the specification."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.billing.periods import Standing, next_period, remaining, weigh
from mewayz_workspace.billing.rules import Special, Terms, discounts, limits_of_versions, price, total, year_saving
from mewayz_workspace.catalogue import seeds

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PLANS = {p["key"]: Terms(p["key"], 1, p["pricing"], p["month"], p["year"]) for p in seeds.PLANS}
BUNDLES = {b["key"]: Terms(b["key"], 1, b["pricing"], b["month"], b["year"]) for b in map(seeds.paid, seeds.BUNDLES)}
PAID = [key for key, terms in BUNDLES.items() if terms.pricing == "bundle"]
amounts = st.integers(min_value=0, max_value=1_000_000)
terms = st.builds(Terms, key=st.text("abc", min_size=1), version=st.just(1), pricing=st.just("bundle"), month=amounts,
                  year=amounts)  # fmt: skip
specials = st.builds(
    Special,
    promotion=st.text("xyz", min_size=1),
    target=st.sampled_from(["all", "bundle:a", "bundle:b", "plan:professional"]),
    effect=st.sampled_from(["percent", "free_periods"]),
    value=st.integers(0, 10_000),
)
moments = st.integers(0, 2_500).map(lambda days: datetime(2024, 1, 1, 13, tzinfo=UTC) + timedelta(days=days))


@pytest.mark.parametrize(
    ("bundles", "month"),
    [
        (["creator"], 1_900),
        (["creator", "ecommerce"], 1_520 + 1_920),
        (["creator", "ecommerce", "business"], 1_330 + 1_680 + 2_730),
        (["creator", "ecommerce", "business", "education"], 1_140 + 1_440 + 2_340 + 1_740),
        (["free-starter", "creator"], 1_900),
    ],
)
def test_bundles_get_cheaper_together(bundles: list[str], month: int) -> None:
    assert total(price(PLANS["free"], [], [BUNDLES[key] for key in bundles], "month")) == month


def test_plans_cost_by_feature_and_cycle() -> None:
    assert total(price(PLANS["professional"], ["a", "b", "c"], [], "month")) == 300
    assert total(price(PLANS["enterprise"], ["a", "b"], [], "year")) == 3_000
    assert total(price(PLANS["free"], ["a", "b"], [], "month")) == 0
    assert year_saving(100, 1_000) == 200
    assert year_saving(9_900, 0) == 0


def test_a_special_takes_the_lower_price_and_still_counts_as_a_bundle() -> None:
    launch = Special("launch", "bundle:creator", "price", 900, "month")
    dear = Special("dear", "bundle:creator", "price", 1_800, "month")
    two = [BUNDLES["creator"], BUNDLES["ecommerce"]]
    assert total(price(PLANS["free"], [], two, "month", [launch])) == 900 + 1_920
    assert total(price(PLANS["free"], [], two, "month", [dear])) == 1_520 + 1_920
    assert total(price(PLANS["free"], [], two, "year", [launch])) == 15_200 + 19_200
    lines = price(PLANS["free"], [], two, "month", [launch])
    assert discounts(lines) == [{"reason": "launch", "amount": 1_000}, {"reason": "several_bundles", "amount": 480}]


@given(st.lists(terms, max_size=7), st.sampled_from(["month", "year"]), st.lists(specials, max_size=3))
def test_no_special_makes_anything_dearer(bundles: list[Terms], cycle: str, offers: list[Special]) -> None:
    plain = price(PLANS["professional"], ["x", "y"], bundles, cycle)
    cheaper = price(PLANS["professional"], ["x", "y"], bundles, cycle, offers)
    assert all(0 <= with_.amount <= without.amount for with_, without in zip(cheaper, plain, strict=True))
    assert sum(line.list_amount - line.amount for line in cheaper) == sum(d["amount"] for d in discounts(cheaper))


@given(st.lists(st.sampled_from(PAID), unique=True, min_size=1))
def test_each_bundle_is_discounted_and_rounded_by_itself(keys: list[str]) -> None:
    off = {1: 0, 2: 20, 3: 30}.get(len(keys), 40)
    for line in price(PLANS["free"], [], [BUNDLES[key] for key in keys], "month"):
        exact = Fraction(line.list_amount * (100 - off), 100)
        assert abs(line.amount - exact) <= Fraction(1, 2)


@given(moments, st.sampled_from(["month", "year"]))
def test_periods_keep_their_anchor_day(start: datetime, cycle: str) -> None:
    moment = start
    for _ in range(14):
        following = next_period(moment, cycle, start.day)
        assert following > moment
        last = (following + timedelta(days=1)).month != following.month
        assert following.day == start.day or (last and following.day < start.day)
        moment = following
    assert moment.day == start.day or start.day > 28


def test_day_31_falls_on_the_last_day_and_returns() -> None:
    january = datetime(2027, 1, 31, tzinfo=UTC)
    february = next_period(january, "month", 31)
    assert (february.month, february.day) == (2, 28)
    assert next_period(february, "month", 31).day == 31
    assert next_period(datetime(2028, 2, 29, tzinfo=UTC), "year", 29) == datetime(2029, 2, 28, tzinfo=UTC)


@given(moments, st.integers(0, 40))
def test_what_is_left_of_a_period_is_a_share_of_it(start: datetime, days: int) -> None:
    end = next_period(start, "month", start.day)
    left = remaining(start + timedelta(days=days), start, end)
    assert 0 <= left <= 1
    assert remaining(start, start, end) == 1
    assert remaining(end, start, end) == 0


def move(total: int, cycle: str = "month", *, old: int = 1_000, held: str = "month", **more: Any) -> tuple[Any, ...]:
    start = datetime(2026, 11, 10, tzinfo=UTC)
    standing = Standing("active", held, start, next_period(start, held, 10), old)
    found = weigh(standing, total=total, cycle=cycle, now=NOW, **({"adds": True, "by_revenue": False} | more))
    return found.now, found.amount, found.fresh


def test_changes_are_prorated_or_wait() -> None:
    # November has 30 days; from the 25th to the 10th of December 15 are left.
    assert move(3_000) == (True, 1_000, False)
    assert move(500) == (False, 0, False)
    assert move(1_000) == (True, 0, False)
    assert move(1_000, adds=False) == (False, 0, False)
    assert move(10_000, "year") == (True, 10_000 - 500, True)
    assert move(400, "year") == (False, 0, False)
    assert move(1_000, "month", old=10_000, held="year") == (False, 0, False)
    assert move(0, by_revenue=True) == (True, 0, True)
    fresh = weigh(
        Standing("free", "month", None, None, 0), total=700, cycle="month", adds=True, by_revenue=False, now=NOW
    )
    assert (fresh.now, fresh.amount, fresh.fresh) == (True, 700, True)


limits = st.dictionaries(st.sampled_from("abcd"), st.integers(-1, 50))


@given(limits, st.lists(limits, max_size=3))
def test_raised_limits_reach_old_versions_and_lowered_ones_do_not(own: Any, later: Any) -> None:
    best = limits_of_versions(own, later)
    assert best.keys() == own.keys()
    for metric, value in best.items():
        everywhere = [own[metric], *(one[metric] for one in later if metric in one)]
        assert value == (-1 if -1 in everywhere else max(everywhere))
