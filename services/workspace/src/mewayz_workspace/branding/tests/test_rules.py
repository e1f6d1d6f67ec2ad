"""Colours that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.branding.rules import (
    DEFAULT,
    ENOUGH,
    badge_shown,
    contrast,
    nearest,
    parts,
    sender_name,
    unreadable,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the textbook grey that just fails
        ("#767676", "#ffffff", 4.54),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


@given(colour=colours, background=colours)
def test_the_suggestion_can_be_read_and_a_readable_colour_is_its_own(colour: str, background: str) -> None:
    found = nearest(colour, background)
    assert contrast(found, background) >= ENOUGH
    if contrast(colour, background) >= ENOUGH:
        assert found == colour


def test_the_suggestion_is_near() -> None:
    assert sum(abs(a - b) for a, b in zip(parts(nearest("#777777", "#ffffff")), parts("#777777"), strict=True)) <= 6


def test_what_is_there_before_a_choice_can_be_read() -> None:
    assert unreadable(DEFAULT) is None


def test_badge_and_sender_follow_the_plan() -> None:
    assert badge_shown({"badge": "forced"}, True)
    assert badge_shown({}, True)
    assert not badge_shown({"badge": "optional"}, True)
    assert badge_shown({"badge": "optional"}, False)
    assert sender_name("Acme", False) == "Acme via Mewayz"
    assert sender_name("Acme", True) == "Acme"
    assert sender_name(None, True) is None
