"""How answers are read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.lead_forms.rules import PLAIN, Unreadable, check_mapping, read, texts_of

MAPPING = {"mail": "email", "who": "name", "tel": "phone", "town": "city", "shoe": "custom.shoe"}


def test_answers_become_what_they_are_mapped_to() -> None:
    answers = {"mail": " Jane@Example.com ", "who": "Jane  van Dyke", "tel": "110", "town": "", "shoe": 38, "x": "y"}
    said = read(MAPPING, answers)
    assert (said.email, said.phone) == ("Jane@example.com", "110")
    assert (said.fields, said.custom) == ({"first_name": "Jane", "last_name": "van Dyke"}, {"shoe": "38"})
    assert texts_of({"a": ["x", "y"], "b": None, "c": " "}) == {"a": "x; y"}


@pytest.mark.parametrize("answers", [{}, {"mail": ""}, {"mail": "nobody"}, {"who": "Jane"}])
def test_without_an_address_nothing_can_be_read(answers: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as error:
        read(MAPPING, answers)
    assert error.value.key == "mail"


@given(st.dictionaries(st.sampled_from([*MAPPING, "other"]), st.text(max_size=3000)))
def test_what_is_read_fits_a_contact(answers: dict[str, str]) -> None:
    said = read(MAPPING, answers | {"mail": "a@example.com"})
    assert all(len(text) <= PLAIN[name] for name, text in said.fields.items())
    assert len(said.phone or "") <= 64


def test_a_mapping_leads_to_an_address_and_to_what_is_there() -> None:
    check_mapping(MAPPING)
    for wrong in ({"a": "name"}, {"a": "email", "b": "email"}, {"a": "email", "b": "score"}):
        with pytest.raises(ValueError, match="leads to"):
            check_mapping(wrong)
