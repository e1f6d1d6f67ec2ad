"""Small rules of signing in."""

from datetime import timedelta

HOUR = timedelta(hours=1)


def hidden(address: str) -> str:
    """An address as somebody may see it who has done the first step only: `a…@example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
