"""The words of confirmation mails, by language."""

from html import escape

from mewayz_crm.mail.outlet import Words
from mewayz_kit.languages import language_of

TEXTS = {
    "en": {
        "subject": "Please confirm: {list}",
        "reminder": "Reminder: please confirm {list}",
        "ask": "{workspace} has been asked to send “{list}” to this address. Is that right?",
        "wording": "What you agree to:",
        "button": "Yes, send it to me",
        "otherwise": "If you did not ask for this, do nothing: without your confirmation nothing is sent.",
    },
    "de": {
        "subject": "Bitte bestätigen: {list}",
        "reminder": "Erinnerung: bitte {list} bestätigen",
        "ask": "{workspace} wurde gebeten, „{list}“ an diese Adresse zu senden. Ist das richtig?",
        "wording": "Dem stimmst du zu:",
        "button": "Ja, bitte senden",
        "otherwise": "Wenn du das nicht wolltest, tu nichts: ohne deine Bestätigung wird nichts gesendet.",
    },
}


def confirmation_mail(
    locale: str, *, workspace: str, list_name: str, wording: str | None, url: str, reminder: bool
) -> Words:
    """The mail that asks somebody whether they want to be on a list."""
    texts = TEXTS[language_of(locale, TEXTS)]
    names = {"workspace": workspace, "list": list_name}
    ask = texts["ask"].format(**names)
    agreed = [texts["wording"], wording] if wording else []
    text = "\n\n".join([ask, *agreed, f"{texts['button']}:\n{url}", texts["otherwise"]]) + "\n"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in [ask, *agreed])
    html = (
        f'{paragraphs}<p><a href="{escape(url)}">{escape(texts["button"])}</a></p><p>{escape(texts["otherwise"])}</p>'
    )
    return Words(texts["reminder" if reminder else "subject"].format(**names), text, html)
