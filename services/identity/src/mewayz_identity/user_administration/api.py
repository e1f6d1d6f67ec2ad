"""Routes of user administration."""

from typing import Annotated

from fastapi import Query

from mewayz_identity.erasures.schemas import StaffErasureRead
from mewayz_identity.erasures.service import ALL as ERASURES
from mewayz_identity.user_administration import service
from mewayz_identity.user_administration.importer import importer
from mewayz_identity.user_administration.schemas import (
    BulkAction,
    BulkResult,
    Confirm,
    Destructive,
    EndedSessions,
    Reason,
    Reasoned,
    StaffUserRead,
    UserCreate,
    UserUpdate,
)
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
    create=UserCreate,
    update=UserUpdate,
    verbs=("list", "get", "create", "update", "export"),
    importer=importer,
    on_create=service.create,
    on_update=service.update,
    on_delete=service.take_back,
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
    """Remove every second factor of somebody who has lost it; every session ends and the person gets a mail.
    403 `step_up_required`, 422 when `confirm` is not the address."""
    return await service.reset_mfa(uow, user_id, data)


@router.post("/{user_id}/revoke-sessions", openapi_extra=GUARDED)
async def revoke_sessions(
    user_id: Id,
    data: Destructive,
    p: Annotated[Principal, staff("platform.users:revoke_sessions", step_up=True)],
    uow: Uow,
) -> EndedSessions:
    """Sign somebody out everywhere. 403 `step_up_required`, 422 when `confirm` is not the address."""
    return EndedSessions(revoked=await service.revoke_sessions(uow, user_id, data))


@router.post("/{user_id}/force-password-change", openapi_extra=GUARDED)
async def force_password_change(
    user_id: Id, data: Destructive, p: Annotated[Principal, staff("platform.users:write", step_up=True)], uow: Uow
) -> StaffUserRead:
    """Let the present password open nothing any more; every session ends and a mail holds the link to the next.
    403 `step_up_required`, 422 when `confirm` is not the address."""
    return await service.force_password_change(uow, user_id, data)


@router.delete("/{user_id}", status_code=202, openapi_extra=GUARDED)
async def delete(
    user_id: Id,
    confirm: Annotated[Confirm, Query()],
    reason: Annotated[Reason, Query()],
    p: Annotated[Principal, staff("platform.users:delete", step_up=True)],
    uow: Uow,
) -> StaffErasureRead:
    """Schedule the erasure of an account, as the person could; it can be cancelled until it runs. 409
    `erasure_open`, `is_staff`, `invalid_transition`, 422 when `confirm` is not the address."""
    return await ERASURES.show_one(uow, await service.erase(uow, user_id, confirm=confirm, reason=reason))


@router.post("/bulk", openapi_extra=GUARDED)
async def bulk(
    data: BulkAction, p: Annotated[Principal, staff("platform.users:write", step_up=True)], uow: Uow
) -> BulkResult:
    """One action for up to 100 users, each with an outcome of its own. Disabling, ending sessions, resetting the second
    factor and forcing a new password want each address in `confirm`."""
    return await service.bulk(uow, data)
