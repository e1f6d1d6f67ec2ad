"""The words of the mail with a code, by language."""

from html import escape

from mewayz_crm.mail.outlet import Words
from mewayz_kit.languages import language_of

TEXTS = {
    "en": ("Your code: {code}", "{workspace} wants to send mail from {address}. If that is right, enter this code:"),
    "de": ("Dein Code: {code}", "{workspace} möchte Mails von {address} senden. Wenn das richtig ist, gib ein:"),
}


def code_mail(locale: str, *, workspace: str, address: str, code: str) -> Words:
    """The mail by which an address is proven."""
    subject, ask = TEXTS[language_of(locale, TEXTS)]
    ask = ask.format(workspace=workspace, address=address)
    html = f"<p>{escape(ask)}</p><p><strong>{code}</strong></p>"
    return Words(subject.format(code=code), f"{ask}\n\n{code}\n", html)
