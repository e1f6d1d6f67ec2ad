"""Use-cases of roles."""

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Forbidden, Unprocessable
from mewayz_kit.permissions import allows
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.models import Invitation, Member, Role
from mewayz_workspace.team.roles.rules import BUILTIN, PRESETS, escalation
from mewayz_workspace.team.roles.schemas import RoleCreate, RoleRead, RoleUpdate
from mewayz_workspace.workspaces import service as workspaces

records = Records(Role, RoleRead, entity="role")


async def establish(uow: UnitOfWork) -> None:
    """Give the present (new) workspace the built-in roles and the preset manager."""
    for builtin, roles in ((True, BUILTIN), (False, PRESETS)):
        for key, (name, permissions) in roles.items():
            uow.add(Role(key=key, name=name, permissions=list(permissions), builtin=builtin))
    await uow.flush()


async def find(uow: UnitOfWork, key: str) -> Role:
    """The role of this key in the present workspace, or 422."""
    found: Role | None = await uow.scalar(sa.select(Role).where(col(Role.key) == key))
    if found is None:
        raise Unprocessable.field("/role", "unknown_role", "There is no role with this key.")
    return found


def refuse_escalation(granter: Collection[str], role: Iterable[str]) -> None:
    """403 `permission_escalation` when `role` grants something that `granter` lacks."""
    if missing := escalation(granter, role):
        raise Forbidden("permission_escalation", "Nobody can grant or touch more than they hold.", missing=missing)


async def create(uow: UnitOfWork, data: RoleCreate) -> Role:
    """A role holds at most what its author holds."""
    refuse_escalation(uow.principal.permissions, data.permissions)
    return await records.create(uow, data)


async def update(uow: UnitOfWork, row: Role, patch: RoleUpdate) -> Role:
    """Change a role: neither what it held nor what it will hold may exceed its author's rights.

    Everybody who has the role has the new rights at once, so the access version rises.
    """
    _refuse_builtin(row)
    refuse_escalation(uow.principal.permissions, row.permissions)
    fields = given(patch)
    if any(value is None for name, value in fields.items() if name != "description"):
        raise Unprocessable(detail="Name and permissions cannot be null.")
    refuse_escalation(uow.principal.permissions, fields.get("permissions", ()))
    await workspaces.lock(uow)
    await workspaces.raise_access_version(uow)
    return await records.update(uow, row, patch)


async def delete(uow: UnitOfWork, row: Role) -> None:
    """Delete a role nobody has: the workspace lock keeps others from assigning it meanwhile."""
    _refuse_builtin(row)
    refuse_escalation(uow.principal.permissions, row.permissions)
    await workspaces.lock(uow)
    if await _in_use(uow, row.key):
        raise Conflict("role_in_use", "Members or open invitations have this role.")
    await workspaces.raise_access_version(uow)
    await records.delete(uow, row)


def allowed(held: Collection[str], permission: str) -> bool:
    """Whether the patterns of a role grant `permission`."""
    return allows(held, permission)


def grants(held: Collection[str], role: Collection[str]) -> bool:
    """Whether somebody with `held` may grant `role`."""
    return not escalation(held, role)


async def keys_with(uow: UnitOfWork, permission: str) -> list[str]:
    """The roles of the present workspace that hold a permission."""
    rows = await uow.execute(sa.select(col(Role.key), col(Role.permissions)))
    return [row.key for row in rows if allows(row.permissions, permission)]


async def permissions_of(uow: UnitOfWork, keys: Collection[str]) -> dict[str, list[str]]:
    """The patterns of several roles of the present workspace."""
    rows = await uow.execute(sa.select(col(Role.key), col(Role.permissions)).where(col(Role.key).in_(keys)))
    return {row.key: row.permissions for row in rows}


async def of_workspaces(uow: UnitOfWork, ids: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """The names of the roles of several workspaces."""
    rows = await uow.execute(
        sa.select(col(Role.workspace_id), col(Role.key), col(Role.name)).where(col(Role.workspace_id).in_(ids))
    )
    return {(row.workspace_id, row.key): row.name for row in rows}


async def _in_use(uow: UnitOfWork, key: str) -> bool:
    held = sa.select(col(Member.id)).where(col(Member.role) == key, col(Member.deleted_at).is_(None))
    offered = sa.select(col(Invitation.id)).where(col(Invitation.role) == key, col(Invitation.state) == "pending")
    return bool(await uow.scalar(held.limit(1)) or await uow.scalar(offered.limit(1)))


def _refuse_builtin(row: Role) -> None:
    if row.builtin:
        raise Conflict("role_builtin", "Built-in roles cannot be changed.")
