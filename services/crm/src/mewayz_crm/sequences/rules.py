"""The states of a sequence, and what may begin or end it for a contact. Pure."""

from mewayz_kit.state import Machine

SEQUENCE = Machine(
    "sequence",
    {
        ("draft", "activate"): "active",
        ("paused", "activate"): "active",
        ("active", "pause"): "paused",
    },
)
MARKETING, TRANSACTIONAL, OUTREACH = "marketing", "transactional", "outreach"
CATEGORIES = {MARKETING: "marketing", TRANSACTIONAL: "transactional", OUTREACH: "personal"}
"""The category of the mails of each kind."""

BY_HAND = "by_hand"
WORKSPACE_CLOSED = "workspace_closed"
MEMBER_REMOVED = "member_removed"
NO_SENDER = "no_sender"
"""Why a sequence is paused."""

ABOUT = {
    "tag_added": "tag",
    "list_confirmed": "list",
    "segment_entered": "segment",
    "form_submitted": "form",
}
"""The events that are about one thing, and what it is; a tag goes by its name, everything else by its id."""
