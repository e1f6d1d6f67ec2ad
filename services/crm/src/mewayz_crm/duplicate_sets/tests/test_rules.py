"""How a page of keys becomes sets."""

from mewayz_crm.duplicate_sets.rules import MOST, shared
from mewayz_kit.ids import new_id

A, B, C = new_id(), new_id(), new_id()


def test_keys_that_several_records_have_make_sets() -> None:
    page = [("a", A), ("a", A), ("b", A), ("b", B), ("c", C)]
    assert shared(page, full=False) == ({"b": [A, B]}, None)


def test_the_last_key_of_a_full_page_is_left_to_the_next_one() -> None:
    assert shared([("a", A), ("a", B), ("b", A), ("b", B)], full=True) == ({"a": [A, B]}, "a")
    assert shared([("a", A), ("b", B)], full=True) == ({}, "a")
    assert shared([], full=False) == ({}, None)


def test_a_key_that_fills_a_page_is_one_set_and_the_scan_goes_on() -> None:
    page = [("a", new_id()) for _ in range(MOST + 5)]
    found, following = shared(page, full=True)
    assert (len(found["a"]), following) == (MOST, "a")
