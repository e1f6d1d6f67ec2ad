"""What a score is, and which deeds a rule means."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.scoring_rules.rules import added_tags, changed_fields, check_about, clamped, expiry, fits

FIELDS = ("title", "lifecycle_stage", "score", "custom")


@given(st.lists(st.integers(-100, 100)))
def test_a_score_stays_between_nothing_and_a_hundred(points: list[int]) -> None:
    assert 0 <= clamped(sum(points)) <= 100
    assert clamped(sum(points)) in {0, 100, sum(points)}


def test_points_end_by_the_wall_clock() -> None:
    saturday = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert expiry(saturday, None, "Europe/Berlin") is None
    assert expiry(saturday, 1, "Europe/Berlin") == saturday + timedelta(hours=23)
    gap = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)  # half past two in Berlin, which the next day does not have
    assert expiry(gap, 1, "Europe/Berlin") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    twice = datetime(2027, 10, 30, 0, 30, tzinfo=UTC)  # half past two, which the next day has twice
    assert expiry(twice, 1, "Europe/Berlin") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trigger", "about"),
    [
        ("crm.contact.changed", "title"),
        ("crm.contact.changed", "custom.shoe"),
        ("crm.contact.tagged", "vip"),
        ("crm.contact.tagged", None),
        ("crm.segment.entered", "0192f0c1-7d1e-7000-8000-000000000001"),
        ("commerce.order.paid", None),
    ],
)
def test_what_narrows_a_deed(trigger: str, about: str | None) -> None:
    check_about(trigger, about, FIELDS)


@pytest.mark.parametrize(
    ("trigger", "about"),
    [
        ("crm.contact.changed", None),
        ("crm.contact.changed", "score"),
        ("crm.contact.changed", "nothing"),
        ("crm.segment.entered", "vip"),
        ("commerce.order.paid", "1001"),
    ],
)
def test_what_narrows_nothing(trigger: str, about: str | None) -> None:
    with pytest.raises(ValueError, match=r"names|takes|narrow"):
        check_about(trigger, about, FIELDS)


def test_changes_name_fields_and_tags() -> None:
    changes = {
        "title": {"before": None, "after": "Boss"},
        "score": {"before": 1, "after": 2},
        "name": {"before": "A", "after": "B"},
        "custom": {"before": {"a": 1, "b": 2}, "after": {"a": 1, "c": 3}},
        "tags": {"before": ["old"], "after": ["new", "old"]},
    }
    assert changed_fields(changes) == {"title", "tags", "custom.b", "custom.c"}
    assert added_tags(changes) == {"new"}
    assert added_tags({}) == changed_fields({}) == set()
    assert fits("VIP", {"vip"})
    assert fits(None, ())
    assert not fits("vip", {"vip2"})
