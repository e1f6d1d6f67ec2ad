"""What a person who leaves for good means for workspaces (saga H, contracts.md §4)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.privacy import Blocker, Person
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.members import service as members
from mewayz_workspace.workspaces import service
from mewayz_workspace.workspaces.models import Workspace
from mewayz_workspace.workspaces.rules import KEPT_FOR


async def blockers(uow: UnitOfWork, user_id: UUID) -> Sequence[Blocker]:
    """A person who alone owns a workspace that others use hands it over first."""
    found = []
    for workspace in await _of(uow, user_id):
        async with uow.within(workspace_id=workspace.id):
            team = await members.standing(uow, user_id)
        if team.sole_owner and team.others:
            found.append(Blocker(code="sole_owner", title=workspace.name, ref=str(workspace.id)))
    return found


async def forget(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """End every membership; a workspace that nobody else uses is closed. The read-model keeps the pseudonym."""
    left = closed = 0
    for workspace in await _of(uow, person.user_id):
        async with uow.within(workspace_id=workspace.id):
            row = await service.lock(uow)
            team = await members.standing(uow, person.user_id)
            if not team.others and row.status in {"active", "suspended"}:
                row.closed_at, row.purge_at = uow.now, uow.now + KEPT_FOR
                await service.move(uow, row, "close", event="deleted")
                closed += 1
            await members.expel(uow, person.user_id)
            left += 1
    await users.pseudonymise(uow, user_id=person.user_id, pseudonym=person.pseudonym)
    return {"memberships": left, "workspaces_closed": closed}


async def memberships(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The person's memberships, for the export of their data."""
    names = {workspace.id: workspace.name for workspace in await _of(uow, user_id)}
    rows = [
        {
            "workspace": names[member.workspace_id],
            "role": member.role,
            "title": member.title,
            "joined_at": member.joined_at,
        }
        for member in await members.memberships(uow, user_id)
        if member.workspace_id in names
    ]
    return {"memberships": rows}


async def _of(uow: UnitOfWork, user_id: UUID) -> Sequence[Workspace]:
    ids = [member.workspace_id for member in await members.memberships(uow, user_id, suspended=True)]
    return await uow.all(sa.select(Workspace).where(col(Workspace.id).in_(ids)).order_by(col(Workspace.id)))
