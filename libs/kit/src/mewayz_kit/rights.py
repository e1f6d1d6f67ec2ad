"""What a person may do in a workspace now, for work that is done in their name and not by their request."""

from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from mewayz_kit.errors import Forbidden
from mewayz_kit.tokens import Principal

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime


class Access(BaseModel):
    """A role with its permission patterns, and the version of the plan at that moment."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    role: str
    permissions: frozenset[str]
    plan_version: int


async def present_member(runtime: "Runtime", *, user_id: UUID, workspace_id: UUID) -> Principal:
    """The person with the rights of this moment; 403 `permission_denied` for who is no active member (any more).

    A call of workspace, so never inside a transaction; `Unavailable` while workspace does not answer.
    """
    own = runtime.service.load_access
    if own is not None:
        answer = await own(runtime, user_id, workspace_id)
    else:
        answer = await runtime.client.call("workspace", "GET", f"/internal/v1/access/{user_id}/{workspace_id}")
    if answer is None:
        raise Forbidden(detail="This person is no active member of the workspace.")
    access = Access.model_validate(answer)
    return Principal(
        kind="member",
        id=str(user_id),
        workspace_id=workspace_id,
        user_id=user_id,
        role=access.role,
        permissions=access.permissions,
        plan_version=access.plan_version,
    )
