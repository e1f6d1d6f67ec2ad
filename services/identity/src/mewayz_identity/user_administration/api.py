"""Routes of user administration."""

from typing import Annotated

from mewayz_identity.user_administration import service
from mewayz_identity.user_administration.schemas import Destructive, EndedSessions, Reasoned, StaffUserRead
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

users = Resource(
    "identity/admin/users",
    service.RECORDS,
    permission="platform.users",
    auth="staff",
    verbs=("list", "get"),
    search=("email", "name", "username"),
    filter=("status", "email_norm", "source", "created_at", "email_verified_at"),
    sort=("created_at", "email", "name"),
)
router = users.router
GUARDED = options(no_impersonation=True)


@router.post("/{user_id}/disable", openapi_extra=GUARDED)
async def disable(
    user_id: Id, data: Destructive, p: Annotated[Principal, staff("platform.users:write", step_up=True)], uow: Uow
) -> StaffUserRead:
    """Shut an account: it cannot sign in, every session and personal key stops within two seconds.
    409 `invalid_transition`, `last_super_admin`, 422 when `confirm` is not the address."""
    return await service.disable(uow, user_id, data)


@router.post("/{user_id}/enable", openapi_extra=GUARDED)
async def enable(
    user_id: Id, data: Reasoned, p: Annotated[Principal, staff("platform.users:write")], uow: Uow
) -> StaffUserRead:
    """Open an account again. Old tokens stay dead. 409 `invalid_transition`."""
    return await service.enable(uow, user_id, data.reason)


@router.post("/{user_id}/verify-email", openapi_extra=GUARDED)
async def verify_email(
    user_id: Id, data: Reasoned, p: Annotated[Principal, staff("platform.users:verify")], uow: Uow
) -> StaffUserRead:
    """Mark the address as proven."""
    return await service.verify_email(uow, user_id, data.reason)


@router.post("/{user_id}/reset-mfa", openapi_extra=GUARDED)
async def reset_mfa(
    user_id: Id,
    data: Destructive,
    p: Annotated[Principal, staff("platform.users:reset_mfa", step_up=True)],
    uow: Uow,
) -> StaffUserRead:
    """Remove every second factor of somebody who has lost it; every session ends and the person gets a mail."""
    return await service.reset_mfa(uow, user_id, data)


@router.post("/{user_id}/revoke-sessions", openapi_extra=GUARDED)
async def revoke_sessions(
    user_id: Id, data: Reasoned, p: Annotated[Principal, staff("platform.users:revoke_sessions")], uow: Uow
) -> EndedSessions:
    """Sign somebody out everywhere."""
    return EndedSessions(revoked=await service.revoke_sessions(uow, user_id, data.reason))
