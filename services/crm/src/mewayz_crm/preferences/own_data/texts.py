"""The words of the mails with links to one's own data, by language."""

from html import escape

from mewayz_crm.mail.outlet import Words
from mewayz_kit.languages import language_of

TEXTS = {
    "en": {
        "data_subject": "Your data at {workspace}",
        "data": "Here you can have what {workspace} has stored about this address:",
        "erase_subject": "Erase your data at {workspace}",
        "erase": "Here you can have everything erased that {workspace} has stored about this address:",
        "button": "Go on",
        "otherwise": "The link holds for a day. If you did not ask for this, do nothing: nothing happens then.",
    },
    "de": {
        "data_subject": "Deine Daten bei {workspace}",
        "data": "Hier bekommst du, was {workspace} zu dieser Adresse gespeichert hat:",
        "erase_subject": "Deine Daten bei {workspace} löschen",
        "erase": "Hier kannst du alles löschen lassen, was {workspace} zu dieser Adresse gespeichert hat:",
        "button": "Weiter",
        "otherwise": "Der Link gilt einen Tag. Wenn du das nicht wolltest, tu nichts: dann geschieht nichts.",
    },
}


def link_mail(locale: str, *, purpose: str, workspace: str, url: str) -> Words:
    """The mail with the link."""
    t = TEXTS[language_of(locale, TEXTS)]
    subject, ask = (t[name].format(workspace=workspace) for name in (f"{purpose}_subject", purpose))
    link = f'<a href="{escape(url)}">{escape(t["button"])}</a>'
    html = f"<p>{escape(ask)}</p><p>{link}</p><p>{escape(t['otherwise'])}</p>"
    return Words(subject, f"{ask}\n\n{url}\n\n{t['otherwise']}\n", html)
