"""Texts of notices: mails without a code of their own, sent by workspace's general template."""

from mewayz_kit.languages import language_of

TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "export_ready": ("Your data export is ready", "You can download it for seven days."),
        "export_failed": ("Your data export did not work", "Not every part arrived in time. You can begin it again."),
        "erasure_scheduled": (
            "Your account will be deleted",
            "It is deleted on {date}. Until then you can sign in and change your mind. If you did not ask for this,"
            " sign in, cancel it, and change your password.",
        ),
        "erasure_cancelled": ("Your account stays", "The deletion was cancelled and everything is as before."),
        "erasure_blocked": (
            "Your account cannot be deleted yet",
            "Something stands against it: {titles}. Settle it and try again, or cancel the deletion.",
        ),
        "erasure_completed": ("Your account was deleted", "Everything that was yours has been removed."),
        "account_claim": (
            "An account was made for you",
            "Choose a password to use it. The link works once, for 14 days.",
        ),
        "password_change_due": (
            "Choose a new password",
            "Support asks you to choose a new password before you sign in again. The link works once.",
        ),
        "staff_without_factor": (
            "Set up a second factor",
            "You belong to the platform's staff and have no second factor. Until you set one up, staff pages stay"
            " closed.",
        ),
    },
    "de": {
        "export_ready": ("Dein Datenexport ist fertig", "Du kannst ihn sieben Tage lang herunterladen."),
        "export_failed": (
            "Dein Datenexport hat nicht geklappt",
            "Nicht alle Teile kamen rechtzeitig. Du kannst ihn neu beginnen.",
        ),
        "erasure_scheduled": (
            "Dein Konto wird gelöscht",
            "Es wird am {date} gelöscht. Bis dahin kannst du dich anmelden und es dir anders überlegen. Wenn du das"
            " nicht warst, melde dich an, brich es ab und ändere dein Passwort.",
        ),
        "erasure_cancelled": ("Dein Konto bleibt", "Die Löschung ist abgebrochen, alles ist wie vorher."),
        "erasure_blocked": (
            "Dein Konto kann noch nicht gelöscht werden",
            "Etwas steht dagegen: {titles}. Kläre es und versuche es noch einmal, oder brich die Löschung ab.",
        ),
        "erasure_completed": ("Dein Konto wurde gelöscht", "Alles, was dir gehörte, ist entfernt."),
        "account_claim": (
            "Für dich wurde ein Konto angelegt",
            "Wähle ein Passwort, um es zu benutzen. Der Link gilt einmal, 14 Tage lang.",
        ),
        "password_change_due": (
            "Wähle ein neues Passwort",
            "Der Support bittet dich, vor der nächsten Anmeldung ein neues Passwort zu wählen. Der Link gilt einmal.",
        ),
        "staff_without_factor": (
            "Richte einen zweiten Faktor ein",
            "Du gehörst zum Team der Plattform und hast keinen zweiten Faktor. Bis du einen einrichtest, bleiben die"
            " Seiten des Teams geschlossen.",
        ),
    },
}


def text_of(key: str, locale: str) -> tuple[str, str]:
    """Title and body of a notice in the language of a locale, English for languages we do not speak."""
    return TEXTS[language_of(locale, TEXTS)][key]
