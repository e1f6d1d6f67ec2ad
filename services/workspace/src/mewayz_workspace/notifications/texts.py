"""The words of notices, by template and language; what a service sends as `title` and `body` fills the gaps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import ChainableUndefined
from jinja2.sandbox import SandboxedEnvironment

_WORDS = SandboxedEnvironment(undefined=ChainableUndefined)
TITLE, BODY = 300, 2000

TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "invitation_accepted": ("{{ name }} joined {{ workspace }}", "Your invitation was accepted."),
        "invitation_declined": ("{{ email }} declined your invitation", "To the workspace {{ workspace }}."),
        "transfer_offered": (
            "{{ name }} wants to hand {{ workspace }} over to you",
            "Accept within seven days to become its primary owner.",
        ),
        "usage_warned": ("80 % of a limit are used", "{{ used }} of {{ limit }}: {{ metric }}."),
        "usage_exceeded": ("A limit is reached", "{{ used }} of {{ limit }}: {{ metric }}."),
        "affiliate_invited": ("You are invited to our affiliate program", "{{ program }}: accept or decline it here."),
        "affiliate_decided": ("Your affiliate account is {{ state }}", "{{ reason }}"),
        "domain_failing": ("The DNS proof of {{ host }} is missing", "Put it back within seven days."),
        "domain_disabled": ("{{ host }} was switched off", "Its DNS proof was missing for too long."),
        "webhook_disabled": (
            "A webhook was switched off",
            "{{ url }} {% if reason == 'gone' %}answered that it is gone{% else %}has failed for five days{% endif %}.",
        ),
        "security_alert": ("Security: {{ what }}", "If this was not you, check your account now."),
        "export_ready": ("Your data is ready", "Fetch the archive before {{ until }}."),
        "erasure_scheduled": (
            "Your account will be erased on {{ when }}",
            "Until then you can sign in and cancel it. If this was not you, do that now.",
        ),
        "erasure_cancelled": ("Your account stays", "Its erasure was cancelled."),
        "impersonation_started": ("Our staff acts in your account", "The reason: {{ reason }}"),
        "impersonation_ended": ("Our staff has left your account", "What was done is in your security log."),
    },
    "de": {
        "invitation_accepted": ("{{ name }} ist jetzt in {{ workspace }}", "Deine Einladung wurde angenommen."),
        "invitation_declined": ("{{ email }} hat abgelehnt", "Deine Einladung zu {{ workspace }}."),
        "transfer_offered": (
            "{{ name }} möchte dir {{ workspace }} übergeben",
            "Nimm binnen sieben Tagen an, um Hauptinhaber zu werden.",
        ),
        "usage_warned": ("80 % eines Limits sind erreicht", "{{ used }} von {{ limit }}: {{ metric }}."),
        "usage_exceeded": ("Ein Limit ist erreicht", "{{ used }} von {{ limit }}: {{ metric }}."),
        "affiliate_invited": ("Einladung zum Partnerprogramm", "{{ program }}: hier annehmen oder ablehnen."),
        "affiliate_decided": ("Dein Partnerkonto: {{ state }}", "{{ reason }}"),
        "domain_failing": ("Der DNS-Nachweis von {{ host }} fehlt", "Stelle ihn binnen sieben Tagen wieder her."),
        "domain_disabled": ("{{ host }} wurde abgeschaltet", "Der DNS-Nachweis hat zu lange gefehlt."),
        "webhook_disabled": (
            "Ein Webhook wurde abgeschaltet",
            "{{ url }} {% if reason == 'gone' %}gibt es nicht mehr{% else %}scheitert seit fünf Tagen{% endif %}.",
        ),
        "security_alert": ("Sicherheit: {{ what }}", "Wenn du das nicht warst, prüfe jetzt dein Konto."),
        "export_ready": ("Deine Daten liegen bereit", "Hole das Archiv vor dem {{ until }} ab."),
        "erasure_scheduled": (
            "Dein Konto wird am {{ when }} gelöscht",
            "Bis dahin kannst du dich anmelden und das abbrechen. Wenn du das nicht warst, tu es jetzt.",
        ),
        "erasure_cancelled": ("Dein Konto bleibt", "Die Löschung wurde abgebrochen."),
        "impersonation_started": ("Unser Support arbeitet in deinem Konto", "Der Grund: {{ reason }}"),
        "impersonation_ended": (
            "Unser Support hat dein Konto verlassen",
            "Was geschah, steht im Sicherheitsprotokoll.",
        ),
    },
}


class Words(NamedTuple):
    """What a person reads."""

    title: str
    body: str | None


def words(template: str, params: Mapping[str, Any], locale: str | None) -> Words:
    """The words of a notice in the reader's language, or English.

    A template without words of its own shows the `title` and `body` that its service sent.
    """
    name = template.rpartition(".")[2]
    language = (locale or "en").partition("-")[0]
    found = TEXTS.get(language, {}).get(name) or TEXTS["en"].get(name)
    if found is None:
        title = str(params.get("title") or name.replace("_", " ").capitalize())
        body = params.get("body")
        return Words(title[:TITLE], str(body)[:BODY] if body else None)
    title, body = (_WORDS.from_string(part).render(params) for part in found)
    return Words(" ".join(title.split())[:TITLE], body[:BODY])


def day(moment: datetime) -> str:
    """A day as everybody reads it, with the zone it is meant in."""
    return f"{moment:%Y-%m-%d} (UTC)"


def digest_title(count: int, locale: str | None) -> str:
    """The subject of a digest."""
    if (locale or "en").startswith("de"):
        return "Eine Neuigkeit" if count == 1 else f"{count} Neuigkeiten"
    return "1 notification" if count == 1 else f"{count} notifications"
