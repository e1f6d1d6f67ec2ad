"""The words of the mail and the page of a lead magnet, by language."""

from collections.abc import Mapping

from mewayz_kit.languages import language_of

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "subject": "Here is “{name}”",
        "text": "This is what you asked {workspace} for: “{name}”. Get it here:\n\n{url}",
        "page": "This is what you asked {workspace} for.",
        "button": "Download",
    },
    "de": {
        "subject": "Hier ist „{name}“",
        "text": "Das hast du bei {workspace} angefordert: „{name}“. Hier bekommst du es:\n\n{url}",
        "page": "Das hast du bei {workspace} angefordert.",
        "button": "Herunterladen",
    },
}


def words(locale: str) -> Mapping[str, str]:
    """The words in the language of `locale`, or in English."""
    return TEXTS[language_of(locale, TEXTS)]
