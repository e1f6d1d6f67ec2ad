"""The state table of subscriptions. Pure."""

from mewayz_kit.state import Machine

SUBSCRIPTION = Machine(
    "subscription",
    {
        ("unconfirmed", "confirm"): "confirmed",
        ("unconfirmed", "unsubscribe"): "unsubscribed",
        ("confirmed", "unsubscribe"): "unsubscribed",
        ("unsubscribed", "return_single"): "confirmed",
        ("unsubscribed", "return_double"): "unconfirmed",
        ("unconfirmed", "lapse"): "unsubscribed",
    },
)
"""crm.md §4. Only the person can `return`; an unconfirmed return that lapses is a no again, a first yes that lapses is
removed."""

FIRST = {"single": "confirmed", "double": "unconfirmed"}
"""The first state, by the list's opt-in."""
OWN_WORD = "unsubscribed_all"
"""The one reason of a suppression that its person can take back."""
