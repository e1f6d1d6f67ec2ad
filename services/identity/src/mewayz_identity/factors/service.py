"""The second factors of a user, of whatever kind.

A second factor is a property of the *user*: whatever the first step was, somebody with an active second factor
gets tokens only after proving it.
"""

from uuid import UUID

from mewayz_identity.factors.schemas import Factor, MfaState
from mewayz_identity.recovery_codes import rules as recovery_rules
from mewayz_identity.recovery_codes import service as recovery_codes
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_kit.uow import UnitOfWork


async def enrolled(uow: UnitOfWork, user_id: UUID) -> list[Factor]:
    """What can be used as a second factor; empty when there is none."""
    if await totp_credentials.active(uow, user_id) is None:
        return []
    left = await recovery_codes.count_left(uow, user_id)
    return ["totp", "recovery_code"] if left else ["totp"]


async def prove(uow: UnitOfWork, user_id: UUID, factor: Factor, code: str) -> bool:
    """Whether `code` is right; it cannot be used again."""
    if factor == "recovery_code":
        return await recovery_codes.use(uow, user_id, code)
    credential = await totp_credentials.active(uow, user_id)
    return credential is not None and await totp_credentials.use(uow, credential, code)


async def state(uow: UnitOfWork, user_id: UUID) -> MfaState:
    """What `me` shows of it."""
    factors = await enrolled(uow, user_id)
    left = await recovery_codes.count_left(uow, user_id) if factors else 0
    return MfaState(
        enrolled=bool(factors),
        required=await staff_members.role_of(uow, user_id) is not None,
        recovery_codes_left=left,
        recovery_codes_low=bool(factors) and left <= recovery_rules.WARN_AT,
    )


async def remove_all(uow: UnitOfWork, user_id: UUID) -> None:
    """The user has no second factor any more."""
    await totp_credentials.revoke_all(uow, user_id)
    await recovery_codes.remove_all(uow, user_id)
