"""Who hears of what on which channel: pure."""

from collections.abc import Mapping
from typing import get_args

from mewayz_kit.notices import Category

CATEGORIES: tuple[str, ...] = get_args(Category)
CHANNELS = ("in_app", "email")
ALWAYS = frozenset({"security", "billing"})
"""Categories whose channels cannot be switched off."""
MAIL_BY_DEFAULT = frozenset({"security", "billing", "team", "work", "sales"})


def default(category: str, channel: str) -> bool:
    """What holds until a person chooses: everything in the product, the important part by mail."""
    return channel == "in_app" or category in MAIL_BY_DEFAULT


def enabled(category: str, channel: str, chosen: Mapping[tuple[str, str], bool]) -> bool:
    """Whether a channel is on for a category."""
    if category in ALWAYS:
        return True
    return chosen.get((category, channel), default(category, channel))
