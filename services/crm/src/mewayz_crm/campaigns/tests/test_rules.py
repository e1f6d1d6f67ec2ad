"""The arithmetic of campaigns."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.campaigns import rules
from mewayz_crm.campaigns.recipients.rules import OPEN, RECIPIENT
from mewayz_kit.errors import InvalidTransition

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
AUDIENCES = st.integers(1, 100_000)
SHARES = st.integers(1, 10_000)
VARIANTS = st.integers(1, 8)


@given(AUDIENCES, SHARES, VARIANTS)
def test_the_test_group_is_split_evenly_and_the_remainder_goes_to_the_first(n: int, share: int, variants: int) -> None:
    sizes = rules.group_sizes(n, share, variants)
    assert n * share <= sum(sizes) * 10_000 < n * share + 10_000, "ceil(n × share)"
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes) - min(sizes) <= 1
    assert [rules.variant_of(number, sizes) for number in range(1, min(sum(sizes), 50) + 1)] == [
        place for place, size in enumerate(sizes) for _ in range(size)
    ][:50]
    assert rules.variant_of(sum(sizes) + 1, sizes) is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_the_winner_has_the_highest_rate_and_is_the_first_of_equal_ones(scores: list[tuple[int, int]]) -> None:
    rates = [Fraction(reacted, sent) if sent else 0 for reacted, sent in scores]
    won = rules.winner(scores)
    assert all(rates[won] > rate for rate in rates[:won])
    assert all(rates[won] >= rate for rate in rates)


@pytest.mark.parametrize(
    ("zone", "at", "there"),
    [
        ("Europe/Berlin", datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 0, tzinfo=UTC)),
        # 02:30 does not exist in New York on 8 March 2026: it moves forward by the gap, to 03:30 EDT.
        ("America/New_York", datetime(2026, 3, 8, 1, 30, tzinfo=UTC), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        # 01:30 exists twice there on 1 November 2026: the first is meant, 01:30 EDT.
        ("America/New_York", datetime(2026, 11, 1, 0, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_what_the_clock_there_shows(zone: str, at: datetime, there: datetime) -> None:
    assert rules.local_time(at, home="Europe/Berlin", zone=zone) == there
    assert rules.first_local_time(at, home="Europe/Berlin") <= there


@given(st.text("+-", max_size=120))
def test_a_provider_fails_by_half_of_its_latest_fifty_calls(calls: str) -> None:
    known = rules.remembered("", calls)
    assert known == calls[-50:]
    assert rules.is_failing(known) == (len(known) >= 5 and known.count("-") >= known.count("+"))


def test_states_lead_where_they_should() -> None:
    for state in ("cancelled",):
        assert rules.CAMPAIGN.is_final(state)
    for state, trigger in (("draft", "resume"), ("finished", "start"), ("scheduled", "cancel"), ("paused", "start")):
        with pytest.raises(InvalidTransition):
            rules.CAMPAIGN.next(state, trigger)
    assert RECIPIENT.states - set(OPEN) == {"sent", "failed", "unconfirmed", "skipped"}
    assert RECIPIENT.triggers("unconfirmed") == ["retry"], "nothing sends again by itself"
