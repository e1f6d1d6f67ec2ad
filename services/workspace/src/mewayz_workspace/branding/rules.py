"""Colours that can be read (WCAG 2.2, success criterion 1.4.3), and what a plan lets a workspace hide: pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

ENOUGH = 4.5
DEFAULT = {"background": "#ffffff", "text": "#111827", "primary": "#1d4ed8", "on_primary": "#ffffff"}
PAIRS = (("text", "background"), ("on_primary", "primary"))
"""Which colour is written on which."""
PRODUCT = "Mewayz"


class Unreadable(NamedTuple):
    """A pair that is too close, and the nearest colour that is not."""

    name: str
    on: str
    ratio: float
    suggestion: str


def parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def nearest(colour: str, background: str) -> str:
    """The colour closest to `colour`, on its way to black or white, that can be read on `background`."""
    for step in range(256):
        readable = [found for end in (0, 255) if contrast(found := _towards(colour, end, step), background) >= ENOUGH]
        if readable:
            return max(readable, key=lambda found: contrast(found, background))
    raise AssertionError("unreachable: black or white can be read on every colour")


def unreadable(colours: Mapping[str, str]) -> Unreadable | None:
    """The first pair with too little contrast, or None."""
    for name, on in PAIRS:
        ratio = contrast(colours[name], colours[on])
        if ratio < ENOUGH:
            return Unreadable(name, on, ratio, nearest(colours[name], colours[on]))
    return None


def badge_shown(statics: Mapping[str, Any], hide: bool) -> bool:
    """Whether pages and mails carry the product's badge: always, unless the plan lets it be hidden and it is."""
    return badge_forced(statics) or not hide


def badge_forced(statics: Mapping[str, Any]) -> bool:
    """Whether the plan demands the badge."""
    return bool(statics.get("badge", "forced") != "optional")


def sender_name(name: str | None, white_label: bool) -> str | None:
    """What mails of a workspace show as their sender: its own name alone only under white label."""
    if not name:
        return None
    return name if white_label else f"{name} via {PRODUCT}"


def _towards(colour: str, end: int, step: int) -> str:
    mixed = (part + (end - part) * step // 255 for part in parts(colour))
    return "#" + "".join(f"{part:02x}" for part in mixed)
