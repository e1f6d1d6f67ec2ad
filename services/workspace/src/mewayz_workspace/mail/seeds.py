"""The mail templates as they are first seeded; from then on staff edits the rows."""

from typing import Any

VARIABLES: dict[str, list[str]] = {
    "email_verification": ["code", "link", "name"],
    "password_reset": ["link", "name"],
    "password_changed": ["name"],
    "login_code": ["code", "name"],
    "portal_login": ["code", "workspace"],
    "new_device": ["device", "link", "name"],
    "refresh_reuse": ["name"],
    "lockout": ["name"],
    "mfa_changed": ["change", "name"],
    "email_change": ["code", "link", "name"],
    "email_changed": ["email", "link", "name"],
    "invitation": ["workspace", "inviter", "role", "message", "link", "expires"],
    "invitation_reminder": ["workspace", "inviter", "role", "message", "link", "expires"],
    "referral_invite": ["inviter", "message", "link"],
    "notification": ["title", "body", "link"],
    "digest": ["title", "items", "link"],
}

_EN: dict[str, tuple[str, tuple[str, ...]]] = {
    "email_verification": (
        "{{ code }} is your Mewayz code",
        ("Your code is {{ code }}. Enter it, or open this link:", "{{ link }}",
         "If you did not sign up, ignore this mail."),
    ),
    "password_reset": (
        "Set a new password",
        ("Open this link to set a new password. It works once:", "{{ link }}",
         "If you did not ask for this, ignore this mail; your password stays as it is."),
    ),
    "password_changed": (
        "Your password was changed",
        ("Your password was changed and every other session was signed out.",
         "If this was not you, reset your password now."),
    ),
    "login_code": (
        "{{ code }} is your Mewayz sign-in code",
        ("Your sign-in code is {{ code }}. It is good for ten minutes and works once.",
         "If you are not signing in, somebody knows your password: change it now."),
    ),
    "portal_login": (
        "{{ code }} is your code for {{ workspace }}",
        ("Your code for {{ workspace }} is {{ code }}. It is good for ten minutes and works once.",
         "If you did not ask for it, ignore this mail."),
    ),
    "new_device": (
        "New sign-in to your account",
        ("Somebody signed in to your account from {{ device }}.",
         "If this was not you, end that session here:", "{{ link }}"),
    ),
    "refresh_reuse": (
        "We ended a session of your account",
        ("A sign-in token of your account was used twice, which can mean that it was stolen.",
         "We ended that session. Please sign in again and check your devices."),
    ),
    "lockout": (
        "Many failed sign-ins",
        ("There were many failed sign-ins to your account, so we pause new ones for a while.",
         "You need not do anything. If this was not you, your password still protects you."),
    ),
    "mfa_changed": (
        "Your second factor was changed",
        ("A change of your second factor: {{ change | replace('_', ' ') }}.",
         "If this was not you, contact support now."),
    ),
    "email_change": (
        "{{ code }} confirms your new address",
        ("Your code is {{ code }}. Enter it, or open this link, to use this address from now on:",
         "{{ link }}"),
    ),
    "email_changed": (
        "Your e-mail address was changed",
        ("Your account now uses {{ email }}.", "If this was not you, take it back here:", "{{ link }}"),
    ),
    "invitation": (
        "{{ inviter }} invites you to {{ workspace }}",
        ("{{ inviter }} invites you to the workspace {{ workspace }} as {{ role }}.", "{{ message }}",
         "Accept or decline here:", "{{ link }}", "The invitation is open until {{ expires }}."),
    ),
    "invitation_reminder": (
        "Reminder: {{ inviter }} invites you to {{ workspace }}",
        ("{{ inviter }} invited you to the workspace {{ workspace }} as {{ role }}; this is still open.",
         "{{ message }}", "Accept or decline here:", "{{ link }}", "It is open until {{ expires }}."),
    ),
    "referral_invite": (
        "{{ inviter }} recommends Mewayz",
        ("{{ inviter }} works with Mewayz and thinks you would like it.", "{{ message }}",
         "Begin here:", "{{ link }}", "If you do not know who that is, ignore this mail."),
    ),
    "notification": ("{{ title }}", ("{{ title }}", "{{ body }}", "{{ link }}")),
    "digest": ("{{ title }}", ("{{ title }}", "{{ items }}", "{{ link }}")),
}  # fmt: skip

_DE: dict[str, tuple[str, tuple[str, ...]]] = {
    "email_verification": (
        "{{ code }} ist dein Mewayz-Code",
        ("Dein Code ist {{ code }}. Gib ihn ein oder öffne diesen Link:", "{{ link }}",
         "Wenn du dich nicht angemeldet hast, ignoriere diese Mail."),
    ),
    "password_reset": (
        "Neues Passwort setzen",
        ("Öffne diesen Link, um ein neues Passwort zu setzen. Er gilt einmal:", "{{ link }}",
         "Wenn du das nicht wolltest, ignoriere diese Mail; dein Passwort bleibt, wie es ist."),
    ),
    "password_changed": (
        "Dein Passwort wurde geändert",
        ("Dein Passwort wurde geändert und alle anderen Sitzungen wurden beendet.",
         "Wenn du das nicht warst, setze jetzt ein neues Passwort."),
    ),
    "login_code": (
        "{{ code }} ist dein Mewayz-Anmeldecode",
        ("Dein Anmeldecode ist {{ code }}. Er gilt zehn Minuten und nur einmal.",
         "Wenn du dich nicht anmeldest, kennt jemand dein Passwort: ändere es jetzt."),
    ),
    "portal_login": (
        "{{ code }} ist dein Code für {{ workspace }}",
        ("Dein Code für {{ workspace }} ist {{ code }}. Er gilt zehn Minuten und nur einmal.",
         "Wenn du ihn nicht wolltest, ignoriere diese Mail."),
    ),
    "new_device": (
        "Neue Anmeldung an deinem Konto",
        ("Jemand hat sich von {{ device }} aus an deinem Konto angemeldet.",
         "Wenn du das nicht warst, beende diese Sitzung hier:", "{{ link }}"),
    ),
    "refresh_reuse": (
        "Wir haben eine Sitzung deines Kontos beendet",
        ("Ein Anmelde-Token deines Kontos wurde zweimal benutzt; es könnte gestohlen sein.",
         "Wir haben diese Sitzung beendet. Melde dich neu an und prüfe deine Geräte."),
    ),
    "lockout": (
        "Viele fehlgeschlagene Anmeldungen",
        ("Es gab viele fehlgeschlagene Anmeldungen an deinem Konto, darum warten wir mit neuen eine Weile.",
         "Du musst nichts tun. Wenn du das nicht warst: dein Passwort schützt dich weiter."),
    ),
    "mfa_changed": (
        "Dein zweiter Faktor wurde geändert",
        ("Änderung an deinem zweiten Faktor: {{ change | replace('_', ' ') }}.",
         "Wenn du das nicht warst, wende dich jetzt an den Support."),
    ),
    "email_change": (
        "{{ code }} bestätigt deine neue Adresse",
        ("Dein Code ist {{ code }}. Gib ihn ein oder öffne diesen Link, um künftig diese Adresse zu nutzen:",
         "{{ link }}"),
    ),
    "email_changed": (
        "Deine E-Mail-Adresse wurde geändert",
        ("Dein Konto nutzt jetzt {{ email }}.", "Wenn du das nicht warst, nimm es hier zurück:",
         "{{ link }}"),
    ),
    "invitation": (
        "{{ inviter }} lädt dich zu {{ workspace }} ein",
        ("{{ inviter }} lädt dich in den Workspace {{ workspace }} ein, als {{ role }}.", "{{ message }}",
         "Hier annehmen oder ablehnen:", "{{ link }}", "Die Einladung gilt bis {{ expires }}."),
    ),
    "invitation_reminder": (
        "Erinnerung: {{ inviter }} lädt dich zu {{ workspace }} ein",
        ("{{ inviter }} hat dich in den Workspace {{ workspace }} eingeladen, als {{ role }}; das ist noch offen.",
         "{{ message }}", "Hier annehmen oder ablehnen:", "{{ link }}", "Sie gilt bis {{ expires }}."),
    ),
    "referral_invite": (
        "{{ inviter }} empfiehlt Mewayz",
        ("{{ inviter }} arbeitet mit Mewayz und meint, dass es dir gefällt.", "{{ message }}",
         "Hier geht es los:", "{{ link }}", "Wenn du nicht weißt, wer das ist, ignoriere diese Mail."),
    ),
    "notification": ("{{ title }}", ("{{ title }}", "{{ body }}", "{{ link }}")),
    "digest": ("{{ title }}", ("{{ title }}", "{{ items }}", "{{ link }}")),
}  # fmt: skip

_GREETING = {"en": "Hello{% if name %} {{ name }}{% endif %},", "de": "Hallo{% if name %} {{ name }}{% endif %},"}
_OPTIONAL = {"{{ message }}": "message", "{{ link }}": "link", "{{ body }}": "body"}


def templates() -> list[dict[str, Any]]:
    """Every template as a row without id and times."""
    return [
        _template(locale, key, subject, lines)
        for locale, texts in (("en", _EN), ("de", _DE))
        for key, (subject, lines) in texts.items()
    ]


def _template(locale: str, key: str, subject: str, lines: tuple[str, ...]) -> dict[str, Any]:
    greeting = [_GREETING[locale]] if "name" in VARIABLES[key] else []
    whole = [*greeting, *lines]
    return {
        "key": key,
        "locale": locale,
        "variables": VARIABLES[key],
        "subject": subject,
        "text": "".join(_when(line, f"{line}\n\n") for line in whole).rstrip("\n") + "\n",
        "html": _page(locale, "".join(_when(line, _paragraph(line)) for line in whole)),
    }


def _when(line: str, shown: str) -> str:
    name = _OPTIONAL.get(line)
    return f"{{% if {name} %}}{shown}{{% endif %}}" if name else shown


def _paragraph(line: str) -> str:
    if line == "{{ link }}":
        return '<p><a href="{{ link }}">{{ link }}</a></p>\n'
    if line == "{{ items }}":
        return '<p style="white-space:pre-line">{{ items }}</p>\n'
    return f"<p>{line}</p>\n"


def _page(locale: str, body: str) -> str:
    style = "font-family:sans-serif;max-width:36em;margin:2em auto;line-height:1.5"
    return f'<!doctype html>\n<html lang="{locale}"><body style="{style}">\n{body}</body></html>\n'
