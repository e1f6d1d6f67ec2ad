"""How a workspace begins: the row, its name, its roles, its owner, the free plan and the first features."""

from uuid import UUID

from mewayz_kit.crypto import new_code
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.features import service as features
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles import service as roles
from mewayz_workspace.team.roles.rules import OWNER
from mewayz_workspace.workspaces import service
from mewayz_workspace.workspaces.models import Workspace
from mewayz_workspace.workspaces.rules import suggested_slug
from mewayz_workspace.workspaces.schemas import WorkspaceCreate


async def found(uow: UnitOfWork, *, user_id: UUID, data: WorkspaceCreate) -> Workspace:
    """Create a workspace whose owner is `user_id`. All of it or nothing."""
    slug = data.slug or await _free_slug(uow, data.name)
    row = Workspace(**data.model_dump(exclude={"slug", "features"}), slug=slug, primary_owner_id=user_id)
    uow.add(row)
    await uow.flush()
    await service.take_slug(uow, row.id, slug)
    async with uow.within(workspace_id=row.id):
        await service.records.tell(uow, row, "created")
        await roles.establish(uow)
        await entitlements.establish(uow)
        await members.admit(uow, user_id=user_id, role=OWNER)
        if data.features:
            await features.choose(uow, data.features)
    return row


async def _free_slug(uow: UnitOfWork, name: str) -> str:
    """A name made of the display name, with digits when it is taken."""
    slug = suggested_slug(name)
    while not await service.slug_is_free(uow, slug):
        slug = f"{suggested_slug(name)[:50]}-{new_code(5)}"
    return slug
