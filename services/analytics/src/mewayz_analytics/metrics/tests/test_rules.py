"""How facts add up: whatever the order and grouping, the same sums."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mewayz_analytics.metrics.rules import Definition, Tally, quarter_of, ratio

WORKSPACE = UUID(int=7)
START = datetime(2026, 11, 25, tzinfo=UTC)
DEFINITIONS = [
    Definition("n", 1, "workspace", "count", ("a",)),
    Definition("by", 1, "workspace", "count", ("*",), dimension_path="source"),
    Definition("money", 1, "workspace", "sum", ("a",), value_path="value", currency_path="currency"),
    Definition("who", 1, "workspace", "unique", ("a", "b"), value_path="actor"),
    Definition("level", 1, "workspace", "last", ("a",), value_path="value"),
    Definition("some", 1, "workspace", "count", ("a",), filter={"source": ["form"]}),
]


def fact(number: int, type_: str, minutes: int, value: int | None, source: str | None) -> Any:
    return SimpleNamespace(
        workspace_id=WORKSPACE, id=UUID(int=number), type=type_, actor=f"p{number % 3}", subject=str(number),
        occurred_at=START + timedelta(minutes=minutes), value=value, currency="EUR" if value else None,
        dimensions={"source": source},
    )  # fmt: skip


facts = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(0, 60),
        st.none() | st.integers(-50, 50),
        st.sampled_from(["form", "api", None]),
    ),
    max_size=30,
).map(lambda rows: [fact(number, *row) for number, row in enumerate(rows)])


@given(facts, st.randoms())
def test_order_does_not_matter(found: list[Any], random: Any) -> None:
    mixed = list(found)
    random.shuffle(mixed)
    assert Tally.of(found, DEFINITIONS) == Tally.of(mixed, DEFINITIONS)


@given(facts)
def test_sums_are_what_a_person_would_count(found: list[Any]) -> None:
    tally = Tally.of(found, DEFINITIONS)

    def total(metric: str) -> int:
        return sum(value for cell, value in tally.sums.items() if cell.metric == metric)

    ours = [one for one in found if one.type == "a"]
    assert total("n") == len(ours)
    assert total("by") == len(found)
    assert total("money") == sum(one.value or 0 for one in ours)
    assert total("some") == len([one for one in ours if one.dimensions["source"] == "form"])
    assert {c.dimension for c in tally.sums if c.metric == "who"} == {one.actor for one in found}
    valued = [one for one in ours if one.value is not None]
    if valued:
        latest = max(valued, key=lambda one: (one.occurred_at, one.id))
        newest = max((c for c in tally.lasts), key=lambda cell: cell.start)
        assert tally.lasts[newest].value == latest.value


def test_a_quarter_begins_at_its_first_second() -> None:
    moment = START + timedelta(minutes=29, seconds=59, microseconds=999_999)
    assert quarter_of(moment) == int((START + timedelta(minutes=15)).timestamp())


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6))
def test_a_ratio_is_rounded_half_away_from_zero(above: int, below: int) -> None:
    shown = ratio(above, below, "basis_points")
    if below == 0:
        assert shown is None
    else:
        assert shown is not None
        assert abs(shown * below - above * 10_000) * 2 <= abs(below)
