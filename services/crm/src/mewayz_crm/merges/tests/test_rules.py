"""Whose value a field has."""

from typing import Any

import pytest

from mewayz_crm.merges.rules import chosen, in_order
from mewayz_kit.ids import new_id

A, B, C = new_id(), new_id(), new_id()


def test_priority_comes_first_and_the_rest_keeps_its_order() -> None:
    assert in_order(A, [B, C], None) == [A, B, C]
    assert in_order(A, [B, C], C) == [C, A, B]


@pytest.mark.parametrize(
    ("values", "choices", "wanted"),
    [
        (["a", "b", "c"], {}, "a"),
        ([None, "", "c"], {}, "c"),
        ([0, 1, 2], {}, 0),
        ([False, True, None], {}, False),
        (["a", "b", "c"], {"field": B}, "b"),
        (["a", None, "c"], {"field": B}, None),
        ([{"x": 1}, {"x": 2, "y": 2}, {"z": 3}], {}, {"x": 1, "y": 2, "z": 3}),
        ([None, None, None], {}, None),
    ],
)
def test_the_first_value_wins_unless_another_is_chosen(values: list[Any], choices: dict[str, Any], wanted: Any) -> None:
    by_record = {one: {"field": value} for one, value in zip((A, B, C), values, strict=True)}
    assert chosen("field", [A, B, C], by_record, choices) == wanted
