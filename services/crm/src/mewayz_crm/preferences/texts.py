"""The words of the public pages, by language."""

from collections.abc import Mapping

from mewayz_kit.languages import language_of

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "leave_title": "Unsubscribe",
        "leave_ask": "Do you no longer want {what} from {workspace} at {address}?",
        "leave_button": "Unsubscribe",
        "left_title": "You are unsubscribed",
        "left": "{address} gets no more of {what} from {workspace}.",
        "everything": "any mail",
        "this_list": "this list",
        "more": "Choose what you get",
        "preferences_title": "What you get from {workspace}",
        "preferences_about": "These choices are for {address}.",
        "lists": "Lists",
        "no_lists": "There are no lists to choose from.",
        "waiting": "waits for the link in our mail",
        "save": "Save",
        "leave_all": "Unsubscribe from everything",
        "saved": "Your choice is saved.",
        "saved_mail": "Your choice is saved. Please use the link in the mail we are sending you.",
        "data": "What is kept about this address",
        "when": "When (UTC)",
        "what": "What",
        "said": "Said",
        "how": "How",
        "nothing": "Nothing has been said yet.",
        "given": "yes",
        "confirmed": "confirmed",
        "withdrawn": "no",
        "confirm_title": "Please confirm",
        "confirm_ask": "Do you want “{list}” from {workspace} at {address}?",
        "confirm_button": "Yes, send it to me",
        "confirmed_title": "Thank you",
        "confirmed_done": "{address} is on the list “{list}” of {workspace}.",
        "problem_title": "This did not work",
        "own_data": "You can have a copy of what is stored about you, or have it erased. We send a link to the address "
        "first, to be sure that it is you.",
        "get_data": "Get my data",
        "erase": "Erase me",
        "asked": "Please use the link in the mail we are sending you. It holds for a day.",
        "data_title": "Your data",
        "data_ask": "Here is what {workspace} has stored about {address}.",
        "data_button": "Download",
        "erase_title": "Erase me",
        "erase_ask": "Do you want {workspace} to erase everything about {address}? This cannot be undone.",
        "erase_button": "Yes, erase everything",
        "erased_title": "You are erased",
        "erased": "{workspace} has erased what was stored about {address}, and sends no mail there any more.",
    },
    "de": {
        "leave_title": "Abmelden",
        "leave_ask": "Möchtest du {what} von {workspace} an {address} nicht mehr erhalten?",
        "leave_button": "Abmelden",
        "left_title": "Du bist abgemeldet",
        "left": "{address} erhält {what} von {workspace} nicht mehr.",
        "everything": "sämtliche Post",
        "this_list": "diese Liste",
        "more": "Auswählen, was du erhältst",
        "preferences_title": "Was du von {workspace} erhältst",
        "preferences_about": "Diese Auswahl gilt für {address}.",
        "lists": "Listen",
        "no_lists": "Es gibt keine Listen zur Auswahl.",
        "waiting": "wartet auf den Link in unserer Mail",
        "save": "Speichern",
        "leave_all": "Von allem abmelden",
        "saved": "Deine Auswahl ist gespeichert.",
        "saved_mail": "Deine Auswahl ist gespeichert. Bitte nutze den Link in der Mail, die wir dir senden.",
        "data": "Was zu dieser Adresse gespeichert ist",
        "when": "Wann (UTC)",
        "what": "Was",
        "said": "Gesagt",
        "how": "Wie",
        "nothing": "Es wurde noch nichts gesagt.",
        "given": "ja",
        "confirmed": "bestätigt",
        "withdrawn": "nein",
        "confirm_title": "Bitte bestätigen",
        "confirm_ask": "Möchtest du „{list}“ von {workspace} an {address} erhalten?",
        "confirm_button": "Ja, bitte senden",
        "confirmed_title": "Danke",
        "confirmed_done": "{address} steht auf der Liste „{list}“ von {workspace}.",
        "problem_title": "Das hat nicht geklappt",
        "own_data": "Du kannst eine Kopie dessen bekommen, was über dich gespeichert ist, oder es löschen lassen. Zur "
        "Sicherheit senden wir zuerst einen Link an die Adresse.",
        "get_data": "Meine Daten erhalten",
        "erase": "Mich löschen",
        "asked": "Bitte nutze den Link in der Mail, die wir dir senden. Er gilt einen Tag.",
        "data_title": "Deine Daten",
        "data_ask": "Hier ist, was {workspace} über {address} gespeichert hat.",
        "data_button": "Herunterladen",
        "erase_title": "Mich löschen",
        "erase_ask": "Soll {workspace} alles über {address} löschen? Das lässt sich nicht rückgängig machen.",
        "erase_button": "Ja, alles löschen",
        "erased_title": "Du bist gelöscht",
        "erased": "{workspace} hat gelöscht, was über {address} gespeichert war, und sendet dorthin keine Mails mehr.",
    },
}


def language(locale: str) -> str:
    """The language of a locale that there are words in."""
    return language_of(locale, TEXTS)


def words(locale: str) -> Mapping[str, str]:
    """Every word of a page in the language of a locale."""
    return TEXTS[language(locale)]
