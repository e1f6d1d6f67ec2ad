"""The built-in sequences: their steps, and the words of their mails by language."""

from typing import Any, NamedTuple

Words = tuple[str, str]
"""Subject and Markdown."""


class Built(NamedTuple):
    """One of them. A step of the type `mail` names one of `mails`."""

    key: str
    kind: str
    names: dict[str, str]
    descriptions: dict[str, str]
    trigger: dict[str, Any]
    steps: tuple[dict[str, Any], ...]
    mails: dict[str, dict[str, Words]]
    exits: tuple[dict[str, Any], ...] = ()
    windows: tuple[dict[str, Any], ...] = ()
    reentry: str = "never"
    reentry_days: int = 0


def _wait(key: str, amount: int, unit: str) -> dict[str, Any]:
    return {"key": key, "type": "wait", "amount": amount, "unit": unit}


def _mail(key: str) -> dict[str, Any]:
    return {"key": key, "type": "mail", "mail": key}


BY_DAY = ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 8, "until_hour": 20},)
HELLO_EN = 'Hello {{ contact.first_name|default("there") }},'
HELLO_DE = "Hallo{% if contact.first_name %} {{ contact.first_name }}{% endif %},"

WELCOME = Built(
    key="welcome",
    kind="marketing",
    names={"en": "Welcome", "de": "Willkommen"},
    descriptions={
        "en": "Three mails in a week to whoever has confirmed your list.",
        "de": "Drei Mails in einer Woche an alle, die deine Liste bestätigt haben.",
    },
    trigger={"event": "list_confirmed"},
    windows=BY_DAY,
    steps=(
        _mail("welcome"),
        _wait("two-days", 2, "days"),
        _mail("welcome-what-you-need"),
        _wait("five-days", 5, "days"),
        _mail("welcome-your-question"),
    ),
    mails={
        "welcome": {
            "en": (
                "Welcome to {{ workspace.name }}",
                f"{HELLO_EN}\n\nthank you for subscribing. You will hear from us now and then, and only about what you "
                "asked for.",
            ),
            "de": (
                "Willkommen bei {{ workspace.name }}",
                f"{HELLO_DE}\n\ndanke, dass du dich angemeldet hast. Du hörst ab und zu von uns, und nur über das, "
                "worum du gebeten hast.",
            ),
        },
        "welcome-what-you-need": {
            "en": (
                "What are you looking for?",
                f"{HELLO_EN}\n\nwhat brought you to {{{{ workspace.name }}}}? Answer this mail with one sentence, and "
                "we will write about what is of use to you.",
            ),
            "de": (
                "Was suchst du?",
                f"{HELLO_DE}\n\nwas hat dich zu {{{{ workspace.name }}}} gebracht? Antworte mit einem Satz auf diese "
                "Mail, dann schreiben wir über das, was dir nützt.",
            ),
        },
        "welcome-your-question": {
            "en": (
                "Is there anything we can help with?",
                f"{HELLO_EN}\n\nif you have a question, just answer this mail. A person reads it.",
            ),
            "de": (
                "Können wir dir helfen?",
                f"{HELLO_DE}\n\nwenn du eine Frage hast, antworte einfach auf diese Mail. Ein Mensch liest sie.",
            ),
        },
    },
)

ABANDONED_CART = Built(
    key="abandoned_cart",
    kind="marketing",
    names={"en": "Abandoned cart", "de": "Verlassener Warenkorb"},
    descriptions={
        "en": "Two reminders of a cart that was left, until the order is paid.",
        "de": "Zwei Erinnerungen an einen verlassenen Warenkorb, bis die Bestellung bezahlt ist.",
    },
    trigger={"event": "cart_abandoned"},
    exits=({"event": "order_paid"},),
    windows=BY_DAY,
    reentry="after_end",
    reentry_days=7,
    steps=(
        _wait("an-hour", 1, "hours"),
        _mail("cart-reminder"),
        _wait("a-day", 1, "days"),
        _mail("cart-last-reminder"),
    ),
    mails={
        "cart-reminder": {
            "en": (
                "You left something in your cart",
                f"{HELLO_EN}\n\nwhat you chose at {{{{ workspace.name }}}} is still in your cart.",
            ),
            "de": (
                "In deinem Warenkorb liegt noch etwas",
                f"{HELLO_DE}\n\nwas du bei {{{{ workspace.name }}}} ausgesucht hast, liegt noch in deinem Warenkorb.",
            ),
        },
        "cart-last-reminder": {
            "en": (
                "Is there anything in the way of your order?",
                f"{HELLO_EN}\n\nif something kept you from ordering, answer this mail and we will help. This is our "
                "last reminder.",
            ),
            "de": (
                "Steht deiner Bestellung etwas im Weg?",
                f"{HELLO_DE}\n\nwenn dich etwas abgehalten hat, antworte auf diese Mail, und wir helfen. Das ist "
                "unsere letzte Erinnerung.",
            ),
        },
    },
)

RE_ENGAGEMENT = Built(
    key="re_engagement",
    kind="marketing",
    names={"en": "Re-engagement", "de": "Wiedersehen"},
    descriptions={
        "en": "Asks whoever enters a segment of yours, such as people not heard of for long, whether to stay in touch.",
        "de": "Fragt alle, die in ein Segment von dir kommen, etwa lange Stille, ob ihr in Kontakt bleibt.",
    },
    trigger={"event": "segment_entered"},
    exits=({"event": "order_paid"}, {"event": "form_submitted"}),
    windows=BY_DAY,
    reentry="after_end",
    reentry_days=180,
    steps=(
        _mail("miss-you"),
        _wait("a-week", 1, "weeks"),
        _mail("stay-in-touch"),
        _wait("two-weeks", 2, "weeks"),
        {"key": "quiet", "type": "add_tag", "tag": "no answer"},
    ),
    mails={
        "miss-you": {
            "en": (
                "It has been a while",
                f"{HELLO_EN}\n\nwe have not heard from each other for some time. If there is something you would "
                "like to hear from us, answer this mail.",
            ),
            "de": (
                "Es ist eine Weile her",
                f"{HELLO_DE}\n\nwir haben länger nichts voneinander gehört. Wenn du etwas von uns hören möchtest, "
                "antworte auf diese Mail.",
            ),
        },
        "stay-in-touch": {
            "en": (
                "Shall we stay in touch?",
                f"{HELLO_EN}\n\nif our mails are of no use to you any more, you can choose what you get, or leave, "
                "with one click below.",
            ),
            "de": (
                "Bleiben wir in Kontakt?",
                f"{HELLO_DE}\n\nwenn dir unsere Mails nichts mehr nützen, kannst du unten mit einem Klick wählen, was "
                "du bekommst, oder dich abmelden.",
            ),
        },
    },
)

BOOKING_FOLLOW_UP = Built(
    key="booking_follow_up",
    kind="transactional",
    names={"en": "Booking follow-up", "de": "Nach dem Termin"},
    descriptions={
        "en": "Says thank you the day after an appointment, and makes a task to call a week later.",
        "de": "Bedankt sich am Tag nach einem Termin und legt eine Woche später eine Aufgabe zum Anrufen an.",
    },
    trigger={"event": "booking_completed"},
    windows=BY_DAY,
    reentry="after_end",
    steps=(
        _wait("a-day", 1, "days"),
        _mail("booking-thanks"),
        _wait("a-week", 1, "weeks"),
        {"key": "call", "type": "create_task", "subject": "Ask how it went", "due_in_days": 1},
    ),
    mails={
        "booking-thanks": {
            "en": (
                "Thank you for coming",
                f"{HELLO_EN}\n\nthank you for your visit to {{{{ workspace.name }}}}. If something was not right, "
                "answer this mail.",
            ),
            "de": (
                "Danke für deinen Besuch",
                f"{HELLO_DE}\n\ndanke für deinen Besuch bei {{{{ workspace.name }}}}. Wenn etwas nicht gepasst hat, "
                "antworte auf diese Mail.",
            ),
        },
    },
)

BUILT = (WELCOME, ABANDONED_CART, RE_ENGAGEMENT, BOOKING_FOLLOW_UP)
