"""What a password may be (NIST SP 800-63B): long enough, not common, not derived from the person; no composition
rules. It is taken verbatim: never trimmed, never cut."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr

MIN_LENGTH, MAX_LENGTH, REMEMBERED = 10, 128, 5
TOO_SIMILAR = 0.7
"""Share of matching characters, as in Django's validator of the same purpose."""


def _text(value: object) -> object:
    # A SecretStr is outside the reach of `str_strip_whitespace`, which would change a password.
    return SecretStr(value) if isinstance(value, str) else value


NewPassword = Annotated[
    SecretStr,
    BeforeValidator(_text),
    Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH, description="10 to 128 characters, taken verbatim."),
]
GivenPassword = Annotated[SecretStr, BeforeValidator(_text), Field(max_length=MAX_LENGTH)]


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The local list of common passwords of ten characters and more, in lower case."""
    text = files("mewayz_identity.passwords").joinpath("common.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def weakness(password: str, about: Iterable[str]) -> tuple[str, str] | None:
    """Code and sentence of what is wrong with `password`, or None. `about` are address, name and user name."""
    lowered = password.lower()
    if lowered in common_passwords() or len(set(lowered)) <= 2 or _is_sequence(lowered):
        return "password_common", "This password is among those everybody tries first."
    for text in about:
        for part in {text.lower(), text.lower().partition("@")[0], *text.lower().replace("@", " ").split()}:
            if len(part) >= 4 and (part in lowered or _similar(part, lowered)):
                return "password_similar", "The password is too similar to your address or name."
    return None


def _similar(part: str, password: str) -> bool:
    matcher = SequenceMatcher(a=part, b=password)
    return matcher.quick_ratio() >= TOO_SIMILAR and matcher.ratio() >= TOO_SIMILAR


def _is_sequence(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}
