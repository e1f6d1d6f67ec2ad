"""What a verification says. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

Verdict = Literal["human", "not_human", "not_configured", "unavailable"]
MISCONFIGURED = frozenset({"missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch"})
"""Error codes that are about the keys of the form, not about its visitor."""
AWAY = frozenset({"internal-error"})
LOWEST_SCORE = 0.5
"""Of reCAPTCHA v3, whose answers are no yes or no: the threshold that Google advises to begin with."""


def judge(provider: str, said: Mapping[str, Any]) -> Verdict:
    """The verdict of an answer to `siteverify`. Only the score of reCAPTCHA says how human a visitor is."""
    if said.get("success") is True:
        score = said.get("score") if provider == "recaptcha" else None
        return "not_human" if isinstance(score, int | float) and score < LOWEST_SCORE else "human"
    codes = said.get("error-codes")
    found = set(map(str, codes)) if isinstance(codes, list) else set()
    if found & MISCONFIGURED:
        return "not_configured"
    return "unavailable" if found & AWAY else "not_human"
