"""The platform's own programs as they are first seeded (workspace.md §9); from then on staff edits the rows."""

from typing import Any

PROGRAMS: list[dict[str, Any]] = [
    {
        "name": "Bring a business",
        "kind": "platform",
        "hold_days": 30,
        "window_days": 60,
        "rules": [
            {"key": "first_payment", "trigger": "subscription", "share_bp": 2000, "amount": None, "first_only": True},
            {
                "key": "first_launch",
                "trigger": "subscription",
                "share_bp": None,
                "amount": {"amount": 500, "currency": "USD"},
                "first_only": True,
            },
        ],
    },
    {
        "name": "Affiliates",
        "kind": "affiliate",
        "hold_days": 30,
        "window_days": 60,
        "rules": [
            {"key": "subscription", "trigger": "subscription", "share_bp": 3000, "amount": None, "first_only": False}
        ],
    },
]
