"""Words, order and excerpts of the search: pure."""

import re
import unicodedata

MAX_WORDS, MAX_WORD, MAX_TERMS = 8, 40, 300
EXCERPT = 160
_WORD = re.compile(r"[^\W_]+")
LAST = "\U0010ffff"
"""Behind every character: the end of what begins with a word."""


def folded(text: str) -> str:
    """Text in the form in which words are compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words(text: str, limit: int = MAX_TERMS) -> list[str]:
    """The different words of a text, in order."""
    found = (match.group()[:MAX_WORD] for match in _WORD.finditer(folded(text)))
    return list(dict.fromkeys(found))[:limit]


def phrase(text: str) -> str:
    """A title in the form in which whole titles are compared."""
    return " ".join(_WORD.findall(folded(text)))


def excerpt(text: str, wanted: list[str]) -> str:
    """The part of a text around the first word that was looked for, cut at words."""
    if len(text) <= EXCERPT:
        return text
    plain = text.casefold()
    places = [place for word in wanted if (place := plain.find(word)) >= 0]
    start = max(0, min(places, default=0) - EXCERPT // 3)
    if start:
        start = text.find(" ", start) + 1 or start
    part = text[start : start + EXCERPT].rstrip()
    if start + EXCERPT < len(text) and " " in part:
        part = part.rpartition(" ")[0]
    return f"{'… ' if start else ''}{part}{' …' if start + len(part) < len(text) else ''}"
