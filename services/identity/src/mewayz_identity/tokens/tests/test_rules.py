"""Forms and grace of refresh tokens, steps of codes, spellings of recovery codes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from mewayz_identity.recovery_codes import rules as recovery
from mewayz_identity.tokens import rules
from mewayz_identity.totp_credentials import rules as totp
from mewayz_kit.crypto import new_token

NOW = datetime(2026, 11, 25, 12, 0, 5, tzinfo=UTC)


@given(st.uuids())
def test_a_token_is_read_back(token_id: UUID) -> None:
    secret = new_token()
    assert rules.split_refresh(rules.compose_refresh(token_id, secret)) == (token_id, secret)


@given(st.text(max_size=90))
def test_other_text_is_no_token(text: str) -> None:
    assert rules.split_refresh(text) is None


@given(st.integers(min_value=0, max_value=120), st.integers(min_value=0, max_value=60), st.booleans())
def test_a_repeat_is_honest_within_the_grace_and_before_the_successor_is_used(
    seconds: int, grace: int, used: bool
) -> None:
    honest = rules.is_honest_repeat(NOW, NOW + timedelta(seconds=seconds), grace, successor_used=used)
    assert honest == (seconds <= grace and not used)


@given(st.integers(min_value=-4, max_value=4))
def test_a_code_is_good_one_step_either_way(offset: int) -> None:
    secret = pyotp.random_base32()
    present = int(NOW.timestamp()) // totp.STEP_SECONDS
    code = pyotp.TOTP(secret).at((present + offset) * totp.STEP_SECONDS)
    found = totp.matching_step(secret, code, NOW)
    if abs(offset) <= totp.TOLERANCE:
        assert found == present + offset
    elif found is not None:  # One in a million: two steps share a code.
        assert abs(found - present) <= totp.TOLERANCE


def test_recovery_codes_are_read_as_they_were_meant() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == recovery.COUNT
    for code in codes:
        typed = f" {code.lower().replace('0', 'o').replace('1', 'l')} "
        assert recovery.normalise(typed) == code.replace("-", "")
