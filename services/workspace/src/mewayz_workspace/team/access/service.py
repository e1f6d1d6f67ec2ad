"""Use-cases of access. One query answers the gateway."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, NotFound
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.goals import queries as goals
from mewayz_workspace.entitlements.models import Entitlements
from mewayz_workspace.flags import service as flags
from mewayz_workspace.flags.rules import MAINTENANCE
from mewayz_workspace.team.access.rules import Known, navigation
from mewayz_workspace.team.access.schemas import Access, EntitlementsShown, Navigation, OwnAccess
from mewayz_workspace.team.models import Member, Role
from mewayz_workspace.team.roles.rules import BUILTIN, VIEWER
from mewayz_workspace.workspaces.models import Workspace
from mewayz_workspace.workspaces.rules import HIDDEN

GATEWAY = "gateway"
"""It alone is told of maintenance, as the status of the workspace; services go on with what has begun."""


async def access(uow: UnitOfWork, *, user_id: UUID, workspace_id: UUID | None) -> Access:
    """The rights of a person in a workspace, or in the only one they have.

    404 without an active membership; 409 `workspace_required` when several workspaces could be meant. A frozen
    seat acts as viewer.
    """
    statement = _query().where(col(Member.user_id) == user_id).limit(2)
    if workspace_id is not None:
        statement = statement.where(col(Workspace.id) == workspace_id)
    with uow.unscoped("the memberships of one person, for the gateway"):
        rows = (await uow.execute(statement)).all()
    if not rows:
        raise NotFound(detail="There is no such membership.")
    if len(rows) > 1:
        raise Conflict("workspace_required", "Name the workspace: there are several.")
    held = _shown(rows[0])
    if uow.principal.id == GATEWAY and await flags.in_maintenance(uow, held.workspace_id):
        return held.model_copy(update={"status": MAINTENANCE})
    return held


async def permissions(uow: UnitOfWork, *, user_id: UUID) -> frozenset[str]:
    """What a person may do in the present workspace; nothing without an active membership."""
    try:
        return frozenset((await access(uow, user_id=user_id, workspace_id=uow.workspace_id)).permissions)
    except NotFound:
        return frozenset()


async def own(uow: UnitOfWork) -> OwnAccess:
    """The caller's own rights and what the workspace may use."""
    held = await access(uow, user_id=uow.user_id, workspace_id=uow.workspace_id)
    return OwnAccess(**held.model_dump(), entitlements=await usable(uow))


async def usable(uow: UnitOfWork) -> EntitlementsShown:
    """What the workspace may use."""
    return EntitlementsShown.model_validate(await entitlements.current(uow))


async def modules(uow: UnitOfWork) -> Navigation:
    """What the caller can open."""
    held = await access(uow, user_id=uow.user_id, workspace_id=uow.workspace_id)
    features = [Known(row.slug, row.module, tuple(row.goals)) for row in await catalogue.features(uow)]
    switched_on = (await entitlements.current(uow)).features
    return Navigation(modules=navigation(features, switched_on, held.permissions, await goals.slugs(uow)))


def _query() -> sa.Select[Any]:
    shown: list[Any] = [
        col(Workspace.id).label("workspace_id"),
        Member.role,
        Member.seat,
        Role.permissions,
        Workspace.access_version,
        col(Entitlements.version).label("plan_version"),
        Workspace.status,
        Workspace.require_mfa,
    ]
    return (
        sa.select(*shown)
        .join(Member, col(Member.workspace_id) == col(Workspace.id))
        .join(Role, sa.and_(col(Role.workspace_id) == col(Member.workspace_id), col(Role.key) == col(Member.role)))
        .join(Entitlements, col(Entitlements.workspace_id) == col(Workspace.id))
        .where(
            col(Member.deleted_at).is_(None),
            col(Member.status) == "active",
            col(Workspace.status).not_in(HIDDEN),
        )
    )


def _shown(row: Any) -> Access:
    values = dict(row._mapping)
    if values.pop("seat") == "frozen":
        values |= {"role": VIEWER, "permissions": list(BUILTIN[VIEWER][1])}
    return Access.model_validate(values)
