"""API keys: making, rotating, revoking and recognising them.

What a key can do at a moment is decided at three places: here its scopes, at the gateway what its member may do,
in the plan whether there are keys at all.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.api_keys import notices, rules
from mewayz_identity.api_keys.events import ApiKeyRevoked
from mewayz_identity.api_keys.models import ApiKey
from mewayz_identity.api_keys.schemas import ApiKeyCreate, ApiKeyRead, ApiKeySecret, Inactive, Introspection
from mewayz_identity.base import update
from mewayz_identity.projections.members import service as members
from mewayz_identity.security_events import service as security_events
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Forbidden, InvalidTransition, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.tenants import refuse_frozen, release
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

METRIC = "identity.api_keys"
RECORDS = Records(ApiKey, ApiKeyRead, entity="api_key", limit=METRIC, tells=("created", "updated"))
NOTE_USE_EVERY = timedelta(minutes=1)
CLOSED = frozenset({"deleted", "closed", "purged"})


async def create(uow: UnitOfWork, data: ApiKeyCreate) -> ApiKeySecret:
    """Make a key; every scope must be the maker's own. 402 `plan_limit_reached`, 403 `scope_not_yours`."""
    refuse_foreign_scopes(uow.principal, data.scopes)
    if not uow.now < data.expires_at <= uow.now + rules.MAX_LIFE:
        raise Unprocessable.field("/expires_at", "expiry_out_of_range", "A key lives at most 365 days.")
    key_id, secret = new_id(), new_token()
    row = ApiKey(
        id=key_id,
        name=data.name,
        kind=data.kind,
        user_id=uow.user_id if data.kind == "personal" else None,
        created_by=uow.user_id,
        prefix=rules.prefix_of(key_id),
        secret_hash=_hash(uow, secret),
        scopes=data.scopes,
        allowed_ips=data.allowed_ips,
        state="active",
        expires_at=data.expires_at,
    )
    await RECORDS.create(uow, row)
    _log(uow, "api_key.created", row, scopes=data.scopes)
    return await _with_secret(uow, row, secret)


async def edit(uow: UnitOfWork, row: ApiKey, patch: Any) -> ApiKey:
    """Change name, scopes or networks of an active key; gateways ask again at once. 403 `frozen_over_limit`."""
    await _demand_changeable(uow, row, "update")
    values = given(patch)
    refuse_foreign_scopes(uow.principal, [*row.scopes, *values.get("scopes", [])])
    async with RECORDS.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
    uow.publish(ApiKeyRevoked(key_id=row.id))
    _log(uow, "api_key.updated", row, scopes=row.scopes)
    return row


async def rotate(uow: UnitOfWork, key_id: UUID, overlap: timedelta) -> ApiKeySecret:
    """A new secret; the old one stays good for `overlap`. 403 `frozen_over_limit`."""
    row = await RECORDS.get(uow, key_id, lock=True)
    await _demand_changeable(uow, row, "rotate")
    refuse_foreign_scopes(uow.principal, row.scopes)
    secret = new_token()
    async with RECORDS.changing(uow, row):
        row.previous_hash = row.secret_hash if overlap else None
        row.previous_until = uow.now + overlap if overlap else None
        row.secret_hash = _hash(uow, secret)
    uow.publish(ApiKeyRevoked(key_id=row.id))
    _log(uow, "api_key.rotated", row)
    return await _with_secret(uow, row, secret)


async def revoke(uow: UnitOfWork, row: ApiKey) -> ApiKey:
    """Stop a key for ever; it frees its place in the plan."""
    _demand_active(row, "revoke")
    await end_key(uow, row, "revoked")
    return row


async def revoke_by_id(uow: UnitOfWork, key_id: UUID) -> ApiKeyRead:
    """Stop a key of this workspace."""
    row = await RECORDS.get(uow, key_id, lock=True)
    return await RECORDS.show_one(uow, await revoke(uow, row))


async def member_left(uow: UnitOfWork, user_id: UUID) -> None:
    """Stop the personal keys of somebody who has left this workspace; its own keys work on, and the owners hear so."""
    await revoke_of_member(uow, user_id)
    await notices.tell_of_orphans(uow, user_id)


async def revoke_of_member(uow: UnitOfWork, user_id: UUID) -> None:
    """Stop the personal keys of a member of this workspace."""
    rows = await uow.all(
        sa.select(ApiKey).where(col(ApiKey.user_id) == user_id, col(ApiKey.state) == "active").with_for_update()
    )
    for row in rows:
        await end_key(uow, row, "revoked")


async def revoke_personal(uow: UnitOfWork, user_id: UUID) -> None:
    """Stop the personal keys of a person in every workspace."""
    chosen = sa.select(col(ApiKey.workspace_id)).where(col(ApiKey.user_id) == user_id, col(ApiKey.state) == "active")
    with uow.unscoped("a person has keys in several workspaces"):
        found = {row.workspace_id for row in await uow.execute(chosen)}
    for workspace_id in found:
        async with uow.within(workspace_id=workspace_id):
            await revoke_of_member(uow, user_id)


async def forget_remembered(uow: UnitOfWork, user_id: UUID) -> None:
    """Make gateways ask again about the personal keys of somebody who has just been disabled."""
    chosen = sa.select(col(ApiKey.id), col(ApiKey.workspace_id)).where(
        col(ApiKey.user_id) == user_id, col(ApiKey.state) == "active"
    )
    with uow.unscoped("a person has keys in several workspaces"):
        found = (await uow.execute(chosen)).all()
    for key in found:
        uow.publish(ApiKeyRevoked(key_id=key.id), workspace_id=key.workspace_id)


async def introspect(uow: UnitOfWork, token: str) -> Introspection | Inactive:
    """What a key may do now, for the gateway; `active: false` for anything that is not good."""
    parts = rules.split_key(token)
    if parts is None:
        return Inactive(active=False)
    async with uow.apart(writes=False) as reading:
        with reading.unscoped("a key names its workspace"):
            row = await reading.find(ApiKey, parts[0])
        if row is None or not _is_secret(reading, row, parts[1]):
            return Inactive(active=False)
        owner = await users.find(reading, row.user_id or row.created_by)
        if not await _is_good(reading, row, owner):
            return Inactive(active=False)
    if row.last_used_at is None or uow.now - row.last_used_at >= NOTE_USE_EVERY:
        async with uow.within(workspace_id=row.workspace_id):
            await uow.execute(update(ApiKey).where(col(ApiKey.id) == row.id).values(last_used_at=uow.now))
    return Introspection(
        active=True,
        key_id=row.id,
        kind=row.kind,
        user_id=row.user_id,
        workspace_id=row.workspace_id,
        scopes=row.scopes,
        allowed_ips=row.allowed_ips,
        email_verified=row.kind == "workspace" or (owner is not None and owner.email_verified_at is not None),
        version=row.version,
    )


async def revoked_since(uow: UnitOfWork, since: datetime) -> list[UUID]:
    """Ids of keys that were revoked after `since`, in every workspace."""
    chosen = sa.select(col(ApiKey.id)).where(col(ApiKey.revoked_at) >= since).order_by(col(ApiKey.revoked_at))
    with uow.unscoped("gateways refuse the revoked keys of every workspace"):
        rows = await uow.execute(chosen)
    return [row.id for row in rows]


async def rows_of(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """The personal keys of somebody in every workspace, without their secrets."""
    with uow.unscoped("a person has keys in several workspaces"):
        rows = await uow.all(sa.select(ApiKey).where(col(ApiKey.user_id) == user_id).order_by(col(ApiKey.created_at)))
    return [row.model_dump(include=set(ApiKeyRead.model_fields)) for row in rows]


def refuse_foreign_scopes(principal: Principal, scopes: Sequence[str]) -> None:
    """403 unless the principal may do all of it."""
    missing = [scope for scope in scopes if not principal.can(scope)]
    if missing:
        raise Forbidden("scope_not_yours", f"You may not {missing[0]} yourself.", scope=missing[0])


async def _is_good(uow: UnitOfWork, row: ApiKey, owner: users.User | None) -> bool:
    if row.state != "active" or row.expires_at <= uow.now:
        return False
    workspaces = uow.tables.workspaces
    status = await uow.scalar(sa.select(workspaces.c.status).where(workspaces.c.workspace_id == row.workspace_id))
    if status in CLOSED:
        return False
    if row.kind == "workspace" or row.user_id is None:
        return True
    is_open = owner is not None and owner.status in SIGN_IN - {"deletion_scheduled"}
    return is_open and await members.is_active(uow, workspace_id=row.workspace_id, user_id=row.user_id)


def _is_secret(uow: UnitOfWork, row: ApiKey, secret: str) -> bool:
    given_hash = _hash(uow, secret)
    if hmac.compare_digest(row.secret_hash, given_hash):
        return True
    still = row.previous_until is not None and row.previous_until > uow.now
    return still and hmac.compare_digest(row.previous_hash or b"", given_hash)


async def end_key(uow: UnitOfWork, row: ApiKey, state: str) -> None:
    """Stop an active key for ever, as revoked or expired, and give its place in the plan back."""
    async with RECORDS.changing(uow, row):
        row.state, row.revoked_at = state, uow.now
        row.previous_hash, row.previous_until = None, None
    await release(uow, METRIC)
    uow.publish(ApiKeyRevoked(key_id=row.id), workspace_id=row.workspace_id)
    _log(uow, f"api_key.{state}", row)


async def _with_secret(uow: UnitOfWork, row: ApiKey, secret: str) -> ApiKeySecret:
    shown = await RECORDS.show_one(uow, row)
    return ApiKeySecret(**dict(shown), key=rules.compose_key(row.id, secret))


def _demand_active(row: ApiKey, trigger: str) -> None:
    if row.state != "active":
        raise InvalidTransition("API key", row.state, trigger)


async def _demand_changeable(uow: UnitOfWork, row: ApiKey, trigger: str) -> None:
    """A key beyond the plan works on; it can be read and revoked, and nothing else."""
    _demand_active(row, trigger)
    if row.user_id is not None and row.user_id != uow.user_id:
        raise Forbidden("key_not_yours", "Only its owner changes a personal key; others can revoke it.")
    await refuse_frozen(uow, METRIC, ApiKey, row.id, col(ApiKey.state) == "active")


def _log(uow: UnitOfWork, action: str, row: ApiKey, **details: Any) -> None:
    security_events.record(
        uow,
        action,
        user_id=row.user_id or row.created_by,
        workspace_id=row.workspace_id,
        key_id=str(row.id),
        name=row.name,
        **details,
    )


def _hash(uow: UnitOfWork, secret: str) -> bytes:
    return uow.runtime.crypto.keyed_hash("api-key", secret)
