"""Use-cases of access. One query answers the gateway."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.errors import Conflict, NotFound
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Entitlements
from mewayz_workspace.team.access.rules import Known, navigation
from mewayz_workspace.team.access.schemas import Access, EntitlementsShown, Navigation, OwnAccess
from mewayz_workspace.team.models import Member, Role
from mewayz_workspace.team.roles.rules import BUILTIN, VIEWER
from mewayz_workspace.workspaces.models import Workspace
from mewayz_workspace.workspaces.rules import HIDDEN


async def access(uow: UnitOfWork, *, user_id: UUID, workspace_id: UUID | None) -> Access:
    """The rights of a person in a workspace, or in the only one they have.

    404 without an active membership; 409 `workspace_required` when several workspaces could be meant. A frozen
    seat acts as viewer.
    """
    statement = _query().where(Member.user_id == user_id).limit(2)  # type: ignore[arg-type]
    if workspace_id is not None:
        statement = statement.where(Workspace.id == workspace_id)  # type: ignore[arg-type]
    with uow.unscoped("the memberships of one person, for the gateway"):
        rows = (await uow.execute(statement)).all()
    if not rows:
        raise NotFound(detail="There is no such membership.")
    if len(rows) > 1:
        raise Conflict("workspace_required", "Name the workspace: there are several.")
    return _shown(rows[0])


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
    return Navigation(modules=navigation(features, switched_on, held.permissions))


def _query() -> sa.Select[Any]:
    return (
        sa.select(
            Workspace.id.label("workspace_id"),  # type: ignore[attr-defined]
            Member.role,
            Member.seat,
            Role.permissions,
            Workspace.access_version,
            Entitlements.version.label("plan_version"),  # type: ignore[attr-defined]
            Workspace.status,
            Workspace.require_mfa,
        )
        .join(Member, Member.workspace_id == Workspace.id)
        .join(Role, sa.and_(Role.workspace_id == Member.workspace_id, Role.key == Member.role))  # type: ignore[arg-type]
        .join(Entitlements, Entitlements.workspace_id == Workspace.id)
        .where(
            Member.deleted_at.is_(None),  # type: ignore[union-attr]
            Member.status == "active",
            Workspace.status.not_in(HIDDEN),  # type: ignore[attr-defined]
        )
    )


def _shown(row: Any) -> Access:
    values = dict(row._mapping)
    if values.pop("seat") == "frozen":
        values |= {"role": VIEWER, "permissions": list(BUILTIN[VIEWER][1])}
    return Access.model_validate(values)
