"""Words of texts, and where somebody may begin to type one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.folding import MAX_WORD, beginnings, words


def test_case_accents_and_signs_do_not_matter() -> None:
    assert words("Ferréll, LLC – ada@Example.com ferrell", 9) == ["ferrell", "llc", "ada", "example", "com"]
    assert words("Straße", 9) == words("STRASSE", 9)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("+49 (30) 123-4567", ["+49 30", "49301234567", "301234567", "1234567", "4567"]),
        ("229.077.5154", ["229.077", "2290775154", "077515"]),
        ("ada.king@navy.example", ["ada.king@navy", "king", "navy.example"]),
        ("王小明", ["王", "小明", "明"]),
        ("O'Neil & Söhne", ["o'neil", "SOHNE", "neil"]),
    ],
)
def test_what_is_typed_begins_words_of_the_text(text: str, typed: list[str]) -> None:
    known = beginnings(text, 99)
    for one in typed:
        assert all(any(word.startswith(part) for word in known) for part in words(one, 8)), one


def test_the_middle_of_a_word_is_no_beginning() -> None:
    assert not any(word.startswith("erre") for word in beginnings("Ferrell 229.077", 99))


@given(st.text(max_size=2000), st.integers(0, 300))
def test_beginnings_are_few_short_and_different(text: str, limit: int) -> None:
    found = beginnings(text, limit)
    assert len(found) == len(set(found)) <= limit
    assert all(0 < len(word) <= MAX_WORD for word in found)
    assert set(words(text, limit)) <= set(found)
