"""The order of stages."""

from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.pipelines.rules import FIRST_STAGES, placed


@given(st.lists(st.integers(), min_size=2, unique=True), st.data())
def test_an_item_lands_right_after_its_neighbour(items: list[int], data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(items))
    after = data.draw(st.sampled_from([None, *(other for other in items if other != item)]))
    ordered = placed(items, item, after=after)
    assert sorted(ordered) == sorted(items)
    position = ordered.index(item)
    assert (ordered[position - 1] if position else None) == after
    assert [other for other in ordered if other != item] == [other for other in items if other != item]


def test_a_pipeline_starts_with_one_won_and_one_lost_stage() -> None:
    kinds = [plan.kind for plan in FIRST_STAGES]
    assert (kinds.count("won"), kinds.count("lost"), kinds.count("open")) == (1, 1, 4)
