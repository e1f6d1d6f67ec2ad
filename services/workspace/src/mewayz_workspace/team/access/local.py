"""How this service itself learns what a person may do."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from mewayz_kit.errors import NotFound
from mewayz_kit.ids import new_id
from mewayz_kit.tokens import service_principal
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_workspace.team.access import service

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime


async def load_access(runtime: "Runtime", user_id: UUID, workspace_id: UUID) -> dict[str, Any] | None:
    """The answer of the internal route without the way over the network; None without an active membership."""
    principal = service_principal(runtime.service.name, workspace_id)
    uow = UnitOfWork(runtime, principal, cause=Cause(correlation_id=new_id()), writes=False)
    try:
        return (await service.access(uow, user_id=user_id, workspace_id=workspace_id)).model_dump()
    except NotFound:
        return None
    finally:
        await uow.close()
