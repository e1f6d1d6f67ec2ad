"""Pure rules of social sign-in."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import orjson

STATE_LIFE = timedelta(minutes=10)
CODE_LIFE = timedelta(minutes=5)
CHALLENGE = r"^[A-Za-z0-9_-]{43}$"
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


def is_challenge_of(challenge: str, verifier: str | None) -> bool:
    """Whether `challenge` was made of `verifier` by S256 (RFC 7636 §4.6)."""
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return hmac.compare_digest(challenge.encode(), base64.urlsafe_b64encode(digest).rstrip(b"="))


def with_parameters(url: str, **parameters: str) -> str:
    """`url` with further query parameters."""
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(parameters))))
    return urlunsplit(parts._replace(query=query))


def apple_name(user: str | None) -> str | None:
    """The name in Apple's form field `user`, which comes with the first sign-in only."""
    try:
        name: Any = orjson.loads(user or "{}").get("name") or {}
        parts = [str(name[key]).strip() for key in ("firstName", "lastName") if name.get(key)]
    except (ValueError, AttributeError, TypeError):
        return None
    return " ".join(filter(None, parts)) or None


def display_name(name: str | None, email: str) -> str:
    """What to call somebody: the name, or what stands before the @."""
    return ((name or "").strip() or email.partition("@")[0])[:120]
