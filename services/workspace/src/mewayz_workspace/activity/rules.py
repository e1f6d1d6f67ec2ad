"""Sentences of the activity feed: pure."""

from mewayz_kit.languages import language_of
from mewayz_workspace.kinds import KINDS

SENTENCES = {
    "en": {
        "created": "{actor} created {what}",
        "updated": "{actor} changed {what}",
        "deleted": "{actor} deleted {what}",
        "ready": "{actor} uploaded {what}",
        "won": "{actor} won {what}",
        "lost": "{actor} lost {what}",
        "reopened": "{actor} reopened {what}",
        "stage_changed": "{actor} moved {what}",
        "assigned": "{actor} assigned {what}",
        "completed": "{actor} completed {what}",
        "converted": "{actor} converted {what}",
        "published": "{actor} published {what}",
        "sent": "{actor} sent {what}",
        "accepted": "{actor} accepted {what}",
        "opened": "{actor} opened {what}",
        "resolved": "{actor} resolved {what}",
        "removed": "{actor} removed {what}",
        "role_changed": "{actor} changed the role of {what}",
        "suspended": "{actor} suspended {what}",
        "reactivated": "{actor} reactivated {what}",
    },
    "de": {
        "created": "{actor} hat {what} angelegt",
        "updated": "{actor} hat {what} geändert",
        "deleted": "{actor} hat {what} gelöscht",
        "ready": "{actor} hat {what} hochgeladen",
        "won": "{actor} hat {what} gewonnen",
        "lost": "{actor} hat {what} verloren",
        "reopened": "{actor} hat {what} wieder geöffnet",
        "stage_changed": "{actor} hat {what} verschoben",
        "assigned": "{actor} hat {what} zugewiesen",
        "completed": "{actor} hat {what} erledigt",
        "converted": "{actor} hat {what} umgewandelt",
        "published": "{actor} hat {what} veröffentlicht",
        "sent": "{actor} hat {what} verschickt",
        "accepted": "{actor} hat {what} angenommen",
        "opened": "{actor} hat {what} eröffnet",
        "resolved": "{actor} hat {what} gelöst",
        "removed": "{actor} hat {what} entfernt",
        "role_changed": "{actor} hat die Rolle geändert: {what}",
        "suspended": "{actor} hat {what} gesperrt",
        "reactivated": "{actor} hat {what} entsperrt",
    },
}
OTHER = {"en": "{actor}: {what}, {verb}", "de": "{actor}: {what}, {verb}"}
SOMEBODY = {"en": "Somebody", "de": "Jemand"}
QUOTES = {"en": "“{}”", "de": "„{}“"}


def sentence(*, kind: str, verb: str, title: str | None, actor: str | None, locale: str | None) -> str:
    """One act in words, in the reader's language or English."""
    language = language_of(locale, SENTENCES)
    noun = getattr(KINDS[kind], language)
    what = f"{noun} {QUOTES[language].format(title)}" if title else noun
    form = SENTENCES[language].get(verb, OTHER[language])
    return form.format(actor=actor or SOMEBODY[language], what=what, verb=verb.replace("_", " "))


def place(kind: str, target_id: str) -> str:
    """Where in the product the record is."""
    return KINDS[kind].url.format(id=target_id)
