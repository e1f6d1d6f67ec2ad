"""Hard is a lost address, soft is everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.mail.verdicts import LOST, judge


@pytest.mark.parametrize(
    ("status", "said", "verdict"),
    [
        ("5.1.1", "smtp; 550 5.1.1 User unknown", "hard"),
        ("5.1.2", "", "hard"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard"),
        ("5.2.1", "550 5.2.1 mailbox disabled", "hard"),
        ("5.4.4", "X-Postfix; Host or domain name not found", "hard"),
        ("5.2.2", "552 5.2.2 mailbox full", "soft"),
        ("5.7.1", "550 5.7.1 blocked as spam, user unknown to us", "soft"),
        ("5.3.4", "552 5.3.4 message too big", "soft"),
        ("4.1.1", "450 4.1.1 user unknown for now", "soft"),
        ("4.4.1", "no answer from host", "soft"),
        ("5.0.0", "550 5.1.1 no such user", "hard"),
        ("5.0.0", "550 No such user here", "hard"),
        ("5.0.0", "550 rejected", "soft"),
        ("5.1.0", "550 5.7.1 policy", "soft"),
        (None, "550 5.1.1 <a@example.com>: Recipient address rejected", "hard"),
        (None, "550 Unknown user", "hard"),
        (None, "451 unknown user, try later", "soft"),
        (None, "Connection timed out", "soft"),
        ("nonsense", "", "soft"),
    ],
)
def test_codes_and_words(status: str | None, said: str, verdict: str) -> None:
    assert judge(status, said) == verdict


@given(st.integers(0, 20), st.integers(0, 20), st.text(max_size=40))
def test_a_temporary_code_never_loses_an_address(subject: int, detail: int, said: str) -> None:
    assert judge(f"4.{subject}.{detail}", said) == "soft"


@given(st.integers(0, 20), st.integers(1, 20))
def test_a_permanent_code_loses_an_address_exactly_when_it_is_listed(subject: int, detail: int) -> None:
    assert (judge(f"5.{subject}.{detail}", "") == "hard") == ((subject, detail) in LOST)


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_that_is_said_breaks_the_judge(status: str, said: str) -> None:
    assert judge(status, said) in {"hard", "soft"}
