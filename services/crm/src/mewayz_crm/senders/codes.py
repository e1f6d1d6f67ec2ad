"""Codes that prove an address: they follow from a key and a number, so none is ever stored."""

import hmac
from datetime import timedelta
from uuid import UUID

from mewayz_kit.crypto import Crypto

PURPOSE = "crm-sender-code"
ATTEMPTS = 5
LIVES = timedelta(hours=1)
NOT_SOONER = timedelta(minutes=1)


def code(crypto: Crypto, sender_id: UUID, number: int) -> str:
    """The six digits of the n-th code of a sender."""
    digest = crypto.keyed_hash(PURPOSE, f"{sender_id}:{number}")
    return f"{int.from_bytes(digest[:16]) % 1_000_000:06d}"


def is_code(crypto: Crypto, sender_id: UUID, number: int, given: str) -> bool:
    """Whether somebody has read the mail, in the same time for every guess."""
    return hmac.compare_digest(code(crypto, sender_id, number), given)
