"""The words in which people are told of their tickets."""

from typing import NamedTuple

from mewayz_kit.languages import language_of

TEXTS = {
    "en": {
        "answered": "Support answered {number}",
        "resolved": "{number} is solved",
        "replied": "The customer replied to {number}",
        "late": "{number} is late",
        "assigned": "{number} is yours",
    },
    "de": {
        "answered": "Der Support hat auf {number} geantwortet",
        "resolved": "{number} ist gelöst",
        "replied": "Neue Antwort zu {number}",
        "late": "{number} ist überfällig",
        "assigned": "{number} ist dir zugewiesen",
    },
}


class Words(NamedTuple):
    """Title and body of a notice."""

    title: str
    body: str


def words(what: str, *, number: str, subject: str, locale: str | None) -> Words:
    """What somebody reads, in their language or English."""
    return Words(TEXTS[language_of(locale, TEXTS)][what].format(number=number), subject)
