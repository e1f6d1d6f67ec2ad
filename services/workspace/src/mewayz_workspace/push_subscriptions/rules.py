"""What a subscription may hold, and what a push service's answer means: pure."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec

MOST = 20
"""How many browsers of one person are told."""
LIVES = 86_400
"""How many seconds a push service keeps a message for a browser that is away."""


def is_point(text: str) -> bool:
    """Whether base64url `text` is an uncompressed point of P-256."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


def verdict(status: int) -> str:
    """What an answer means: sent, gone (404, 410: RFC 8030 §7.3), later (429, 5xx), refused."""
    if status < 300:
        return "sent"
    if status in {404, 410}:
        return "gone"
    return "later" if status == 429 or status >= 500 else "refused"


def urgency(category: str) -> str:
    """How much a message may cost a battery (RFC 8030 §5.3)."""
    return "high" if category in {"security", "billing"} else "normal"
