"""The arithmetic of TOTP: 30-second steps, one step of tolerance either way."""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
TOLERANCE = 1


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, within the tolerance, or None."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.encode()):
            return step
    return None


def provisioning_uri(secret: str, email: str) -> str:
    """The `otpauth://` address that authenticator apps read from a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Mewayz"))
