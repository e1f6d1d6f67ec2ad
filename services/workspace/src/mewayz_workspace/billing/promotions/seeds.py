"""The launch specials as they are first seeded (workspace.md §3); from then on staff edits the rows."""

from typing import Any

PROMOTIONS: tuple[dict[str, Any], ...] = (
    {"key": "launch-creator", "name": "Creator launch", "target": "bundle:creator", "effect": "price", "value": 900,
     "periods": 3, "cycle": "month", "quota": 1_000},
    {"key": "launch-ecommerce", "name": "E-commerce launch", "target": "bundle:ecommerce", "effect": "free_periods",
     "value": 0, "periods": 2, "cycle": "month", "quota": 500},
    {"key": "launch-education", "name": "Education launch", "target": "bundle:education", "effect": "free_periods",
     "value": 0, "periods": 1, "cycle": "month", "quota": None},
    {"key": "launch-operations", "name": "Operations launch", "target": "bundle:operations",
     "effect": "free_periods", "value": 0, "periods": 1, "cycle": "month", "quota": None},
    {"key": "launch-business", "name": "Business launch", "target": "bundle:business", "effect": "percent",
     "value": 5_000, "periods": 3, "cycle": "month", "quota": None},
    {"key": "launch-enterprise", "name": "Enterprise launch", "target": "bundle:enterprise",
     "effect": "revenue_share", "value": 1_000, "periods": 1, "cycle": None, "quota": 50},
)  # fmt: skip
