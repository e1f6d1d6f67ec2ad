"""The arithmetic of token buckets."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.pacing import rules

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@given(st.integers(1, 100_000), st.lists(st.tuples(st.integers(0, 3600), st.integers(1, 200)), max_size=40))
def test_a_throttle_lets_no_more_go_in_any_hour_than_it_says(per_hour: int, asked: list[tuple[int, int]]) -> None:
    mark, now, went = None, NOW, list[tuple[datetime, int]]()
    for seconds, wanted in asked:
        now += timedelta(seconds=seconds)
        taken = rules.take(mark=mark, per_hour=per_hour, wanted=wanted, now=now)
        assert 0 <= taken.number <= wanted
        assert taken.number or rules.next_token(taken.mark, per_hour=per_hour) > now
        mark = taken.mark
        went.append((now, taken.number))
    for start, _ in went:
        hour = sum(number for at, number in went if start <= at < start + rules.HOUR)
        assert hour <= per_hour


def test_a_throttle_says_when_it_lets_the_next_one_go() -> None:
    taken = rules.take(mark=None, per_hour=60, wanted=5, now=NOW)
    assert taken.number == 1
    at = rules.next_token(taken.mark, per_hour=60)
    assert at == NOW + timedelta(minutes=1)
    assert rules.take(mark=taken.mark, per_hour=60, wanted=5, now=at).number == 1
    assert rules.take(mark=taken.mark, per_hour=60, wanted=5, now=at - timedelta(seconds=1)).number == 0


@given(st.integers(1, 100_000), st.lists(st.integers(0, 600), min_size=1, max_size=60))
def test_what_is_set_aside_leaves_in_its_order_and_never_too_many_in_an_hour(per_hour: int, gaps: list[int]) -> None:
    mark, now, slots = NOW, NOW, list[datetime]()
    for seconds in gaps:
        now += timedelta(seconds=seconds)
        slot, mark = rules.reserve(mark=mark, per_hour=per_hour, now=now)
        assert slot >= now
        slots.append(slot)
    assert slots == sorted(slots)
    for start in slots:
        assert sum(start <= slot < start + rules.HOUR for slot in slots) <= per_hour


def test_a_mail_that_can_go_now_goes_now() -> None:
    first, mark = rules.reserve(mark=NOW, per_hour=120, now=NOW)
    second, mark = rules.reserve(mark=mark, per_hour=120, now=NOW)
    third, _ = rules.reserve(mark=mark, per_hour=120, now=NOW)
    assert first == second == NOW, "a bucket of 120 an hour holds two"
    assert NOW < third <= NOW + timedelta(seconds=31)
