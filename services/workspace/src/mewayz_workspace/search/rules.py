"""Words, order and excerpts of the search: pure."""

from mewayz_kit.folding import WORD, folded

MAX_WORDS, MAX_TERMS = 8, 300
EXCERPT = 160


def phrase(text: str) -> str:
    """A title in the form in which whole titles are compared."""
    return " ".join(WORD.findall(folded(text)))


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
