"""The second factors of a user, of whatever kind.

A second factor is a property of the *user*: whatever the first step was, somebody with an active second factor
gets tokens only after proving it.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webauthn.helpers import generate_challenge

from mewayz_identity.challenges import service as challenges
from mewayz_identity.challenges.service import Challenge
from mewayz_identity.email_factors import service as email_factors
from mewayz_identity.factors.schemas import Factor, MfaState, Proof
from mewayz_identity.passkeys import ceremonies
from mewayz_identity.passkeys import service as passkeys
from mewayz_identity.recovery_codes import rules as recovery_rules
from mewayz_identity.recovery_codes import service as recovery_codes
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_kit.uow import UnitOfWork

AMR = {"totp": "otp", "passkey": "hwk", "email_code": "mca", "recovery_code": "rec"}
"""How a proven factor is named in `amr` (RFC 8176 where it has a name: one-time password, key, other channel)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a proof answers: what a passkey had to sign, and which code was mailed, is kept with it."""

    challenge: Challenge
    kept: dict[str, Any]


async def enrolled(uow: UnitOfWork, user_id: UUID) -> list[Factor]:
    """What can be used as a second factor; empty when there is none."""
    found: list[Factor] = []
    if await totp_credentials.active(uow, user_id) is not None:
        found.append("totp")
    if await passkeys.ids_of(uow, user_id):
        found.append("passkey")
    if await email_factors.of_user(uow, user_id) is not None:
        found.append("email_code")
    if found and await recovery_codes.count_left(uow, user_id):
        found.append("recovery_code")
    return found


async def question(uow: UnitOfWork, user_id: UUID, factors: list[Factor]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What to keep with a challenge, and the options for a passkey, where one is among the factors."""
    if "passkey" not in factors:
        return {}, {}
    nonce = generate_challenge()
    allowed = await passkeys.ids_of(uow, user_id)
    options = ceremonies.request_options(uow.runtime, challenge=nonce, allowed=allowed, verify=False)
    return {"passkey": b64encode(nonce).decode()}, options


async def prove(uow: UnitOfWork, user_id: UUID, proof: Proof, asked: Asked | None) -> bool:
    """Whether the proof is right; it cannot be used again."""
    code = proof.code or ""
    match proof.factor:
        case "recovery_code":
            return await recovery_codes.use(uow, user_id, code)
        case "totp":
            credential = await totp_credentials.active(uow, user_id)
            return credential is not None and await totp_credentials.use(uow, credential, code)
        case "email_code":
            return asked is not None and await _mailed(uow, user_id, code, asked)
    if asked is None or "passkey" not in asked.kept or proof.credential is None:
        return False
    return await passkeys.prove(
        uow, user_id=user_id, given=proof.credential, expected=b64decode(asked.kept["passkey"]), verify=False
    )


async def _mailed(uow: UnitOfWork, user_id: UUID, code: str, asked: Asked) -> bool:
    if await email_factors.of_user(uow, user_id) is None or not challenges.is_code(uow, asked.challenge, code):
        return False
    await email_factors.used(uow, user_id)
    return True


async def state(uow: UnitOfWork, user_id: UUID, *, required: bool) -> MfaState:
    """What `me` shows of it."""
    factors = await enrolled(uow, user_id)
    left = await recovery_codes.count_left(uow, user_id) if factors else 0
    return MfaState(
        enrolled=bool(factors),
        required=required,
        recovery_codes_left=left,
        recovery_codes_low=bool(factors) and left <= recovery_rules.WARN_AT,
    )


async def first_codes(uow: UnitOfWork, user_id: UUID) -> list[str]:
    """Recovery codes for somebody who has just got the first second factor; none when there are some already."""
    if await recovery_codes.count_left(uow, user_id):
        return []
    return await recovery_codes.regenerate(uow, user_id)


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """The user has no second factor any more."""
    await totp_credentials.revoke_all(uow, user_id)
    await passkeys.remove_all(uow, user_id)
    await email_factors.remove_all(uow, user_id)
    await recovery_codes.remove_all(uow, user_id)
