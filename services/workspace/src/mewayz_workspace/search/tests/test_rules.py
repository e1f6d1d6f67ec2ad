"""Words and excerpts."""

from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.search.rules import excerpt, phrase


def test_case_accents_and_signs_of_a_title_do_not_matter() -> None:
    assert phrase("  Ärzte-Haus ") == "arzte haus"


@given(st.text(max_size=600), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_an_excerpt_is_short_and_part_of_the_text(text: str, wanted: list[str]) -> None:
    cut = excerpt(text, wanted)
    assert len(cut) <= 164
    assert cut.removeprefix("… ").removesuffix(" …") in text


def test_an_excerpt_shows_the_word() -> None:
    text = "word " * 100 + "needle in a haystack " + "word " * 100
    assert "needle" in excerpt(text, ["needle"])
