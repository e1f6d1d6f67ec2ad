"""Texts as a search compares them: their words, without case and accents. Pure."""

import re
import unicodedata

MAX_WORD = 40
LAST = "\U0010ffff"
"""Behind every character: the end of what begins with a word."""
WORD = re.compile(r"[^\W_]+")
_GROUPED = re.compile(r"\d+(?:[ ()./-]{1,3}\d+)+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
"""Thai, Lao, kana and Han, which put no space between words."""


def folded(text: str) -> str:
    """Text in the form in which words are compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words(text: str, limit: int) -> list[str]:
    """The different words of a text, in order::

    words("Ferréll – ada@Example.com", 8) == ["ferrell", "ada", "example", "com"]
    """
    found = (match.group()[:MAX_WORD] for match in WORD.finditer(folded(text)))
    return list(dict.fromkeys(found))[:limit]


def beginnings(text: str, limit: int) -> list[str]:
    """Its words, and where else somebody may begin to type: a number written in groups is one from each group on
    (`+49 30 1234` is found by `49301234` and `301234`), and in texts without spaces any character begins a word.
    """
    plain, found = folded(text), words(text, limit)
    for match in _GROUPED.finditer(plain):
        groups = re.findall(r"\d+", match.group())
        found += ["".join(groups[place:])[:MAX_WORD] for place in range(len(groups))]
    for match in _UNSPACED.finditer(plain):
        found += [match.group()[place : place + MAX_WORD] for place in range(len(match.group()))]
    return list(dict.fromkeys(found))[:limit]
