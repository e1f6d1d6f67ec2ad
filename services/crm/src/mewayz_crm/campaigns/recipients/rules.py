"""The states of a recipient. Pure."""

from mewayz_kit.state import Machine

RECIPIENT = Machine(
    "campaign recipient",
    {
        ("queued", "claim"): "sending",
        ("queued", "skip"): "skipped",
        ("sending", "accept"): "sent",
        ("sending", "refuse"): "failed",
        ("sending", "put_off"): "queued",
        ("sending", "lose"): "unconfirmed",
        ("unconfirmed", "retry"): "queued",
    },
)
"""crm.md §4. `put_off`: the provider has certainly not taken the mail, so it may be tried again. Nothing but a member's
`retry` leads out of `unconfirmed`: whether that mail went out, nobody knows."""

OPEN = ("queued", "sending")
SKIPS = ("unsubscribed", "unconfirmed", "suppressed", "frequency_cap", "invalid", "cancelled")
