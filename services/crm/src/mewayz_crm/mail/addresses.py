"""Addresses of our own that mail comes back to: each holds the message that it is about, and proves that we made it.

They are one word of 46 letters at most, which every mail server takes as it is, in whatever case it comes back.
"""

import binascii
import hmac
import re
from base64 import b32decode, b32encode
from typing import Literal, NamedTuple
from uuid import UUID

from mewayz_crm.environment import environment_of
from mewayz_kit.service import Runtime

Purpose = Literal["bounce", "leave"]
SEAL = "crm-return-address"
PROOF = 8
"""Bytes of the proof: who guesses has one chance in 2⁶⁴."""
_OURS = re.compile(r"(bounce|leave)-([a-z2-7]{39})@([^@\s<>]+)", re.IGNORECASE)


class Address(NamedTuple):
    """What an address of ours is for, and of which message."""

    purpose: Purpose
    message_id: UUID


def make(runtime: Runtime, purpose: Purpose, message_id: UUID) -> str | None:
    """Where bounces of a message go, or mail of somebody who wants no more like it; None where no mail comes in."""
    domain = environment_of(runtime.settings).crm_inbound_domain
    if not domain:
        return None
    word = b32encode(message_id.bytes + _proof(runtime, purpose, message_id)).decode().rstrip("=").lower()
    return f"{purpose}-{word}@{domain}"


def read(runtime: Runtime, text: str) -> Address | None:
    """The first address of ours in a header, and the message that it is about."""
    domain = environment_of(runtime.settings).crm_inbound_domain.lower()
    for purpose, word, host in _OURS.findall(text):
        kind: Purpose = "bounce" if purpose.lower() == "bounce" else "leave"
        try:
            plain = b32decode(f"{word.upper()}=")
        except binascii.Error:
            continue
        message_id = UUID(bytes=plain[:16])
        if host.lower() == domain and hmac.compare_digest(plain[16:], _proof(runtime, kind, message_id)):
            return Address(kind, message_id)
    return None


def _proof(runtime: Runtime, purpose: Purpose, message_id: UUID) -> bytes:
    return runtime.crypto.keyed_hash(SEAL, f"{purpose}:{message_id}")[:PROOF]
