"""In which language somebody is spoken to."""

from collections.abc import Container


def language_of(locale: str | None, spoken: Container[str]) -> str:
    """The language of a locale such as `de-AT` if it is among those `spoken`, otherwise English."""
    language = (locale or "en").partition("-")[0]
    return language if language in spoken else "en"
