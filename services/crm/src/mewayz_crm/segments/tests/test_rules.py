"""The order in which segments are judged, pure."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.segments.rules import edges_of, inverted, levels, reached

IDS = [UUID(int=number) for number in range(8)]
DOWNWARD = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] > pair[1]))


@given(DOWNWARD)
def test_whoever_is_asked_comes_first(pairs: set[tuple[int, int]]) -> None:
    edges = edges_of((IDS[a], IDS[b]) for a, b in pairs)
    ordered = levels(IDS, edges)
    place = {one: number for number, level in enumerate(ordered) for one in level}
    assert sorted(place) == IDS
    assert all(place[IDS[a]] > place[IDS[b]] for a, b in pairs)
    for one in IDS:
        below = reached([one], edges)
        assert all(one in reached([other], inverted(edges)) for other in below)


def test_a_circle_has_no_order() -> None:
    with pytest.raises(ValueError):
        levels(IDS[:3], edges_of([(IDS[0], IDS[1]), (IDS[1], IDS[2]), (IDS[2], IDS[0])]))
