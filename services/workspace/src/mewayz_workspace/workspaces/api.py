"""Routes of workspaces. Most take no workspace header: they belong to a person."""

from typing import Annotated

from fastapi import Response

from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Anyone, Person, Uow, account, require, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.requirements import Member
from mewayz_workspace.workspaces import desk, founding, lifecycle, service
from mewayz_workspace.workspaces.schemas import (
    BulkMove,
    BulkMoved,
    Confirm,
    OwnWorkspaces,
    Reason,
    SlugShown,
    StaffTransfer,
    Transfer,
    WorkspaceCreate,
    WorkspaceRead,
    WorkspaceUpdate,
)

router = new_router("workspace/workspaces")
public_router = new_router("workspace/public/workspaces")
Owner = Annotated[Principal, account(step_up=True)]
OURS = options(no_impersonation=True)


@router.get("")
async def list(p: Person, uow: Uow) -> OwnWorkspaces:
    """The caller's workspaces with the caller's role in each, by name."""
    return OwnWorkspaces(items=await lifecycle.own(uow, uow.user_id))


@router.post("", status_code=201)
async def create(data: WorkspaceCreate, p: Person, uow: Uow, response: Response) -> WorkspaceRead:
    """Create a workspace; the caller is its owner, the plan is free.

    409 `slug_taken`; 422 for unknown features or missing dependencies; 402 `plan_limit_reached` for more counted
    features than the free plan has.
    """
    row = await founding.found(uow, user_id=uow.user_id, data=data)
    response.headers["Location"] = f"/api/v1/workspace/workspaces/{row.id}"
    return WorkspaceRead.model_validate(row)


@router.get("/current")
async def get_current(p: Member, uow: Uow, response: Response) -> WorkspaceRead:
    """The workspace of the credential, with its `ETag`."""
    shown = await service.records.read_one(uow, uow.workspace_id)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.patch("/current")
async def update_current(
    data: WorkspaceUpdate,
    p: Annotated[Principal, require("workspace.workspaces:write")],
    uow: Uow,
    response: Response,
    if_match: IfMatch = None,
) -> WorkspaceRead:
    """Change name, slug, zone, currency … (JSON Merge Patch). 409 `slug_taken`; 412 when stale."""
    row = await service.lock(uow)
    service.records.match(row, if_match)
    row = await service.change(uow, row, data)
    response.headers["ETag"] = f'"{row.version}"'
    return WorkspaceRead.model_validate(row)


@router.get("/{workspace_id}")
async def get(workspace_id: Id, p: Person, uow: Uow) -> WorkspaceRead:
    """One of the caller's workspaces; 404 for any other."""
    return await lifecycle.own_one(uow, workspace_id)


@router.post("/{workspace_id}/close", openapi_extra=OURS)
async def close(workspace_id: Id, data: Confirm, p: Owner, uow: Uow) -> WorkspaceRead:
    """Close a workspace: read-only for 30 days, restorable until day 90, then erased. Needs a fresh sign-in.

    403 `step_up_required`; 422 `slug_mismatch`.
    """
    return WorkspaceRead.model_validate(await lifecycle.close(uow, workspace_id=workspace_id, typed=data.slug))


@router.post("/{workspace_id}/reopen", openapi_extra=OURS)
async def reopen(workspace_id: Id, p: Person, uow: Uow) -> WorkspaceRead:
    """Reopen a workspace closed less than 30 days ago; later 404, and only support can restore it."""
    return WorkspaceRead.model_validate(await lifecycle.reopen(uow, workspace_id=workspace_id))


@router.post("/{workspace_id}/transfer", openapi_extra=OURS)
async def transfer(workspace_id: Id, data: Transfer, p: Owner, uow: Uow) -> WorkspaceRead:
    """Offer the primary ownership to another member, who accepts within 7 days. Needs a fresh sign-in."""
    return WorkspaceRead.model_validate(
        await lifecycle.transfer(uow, workspace_id=workspace_id, to=data.user_id, typed=data.slug)
    )


@router.post("/{workspace_id}/accept-transfer", openapi_extra=OURS)
async def accept_transfer(workspace_id: Id, p: Person, uow: Uow) -> WorkspaceRead:
    """Become the primary owner; the former one stays as admin. 409 `no_open_transfer`."""
    return WorkspaceRead.model_validate(await lifecycle.accept_transfer(uow, workspace_id=workspace_id))


@router.post("/{workspace_id}/leave", status_code=204)
async def leave(workspace_id: Id, p: Person, uow: Uow) -> Response:
    """Leave a workspace. 409 `last_owner`."""
    await lifecycle.leave(uow, workspace_id=workspace_id)
    return Response(status_code=204)


@public_router.get("/{slug}")
async def resolve(slug: str, p: Anyone, uow: Uow) -> SlugShown:
    """The workspace that a slug names, or named within a year: `slug` is then the present one, to redirect to."""
    return SlugShown.model_validate(await service.by_slug(uow, slug))


admin = Resource(
    "workspace/admin/workspaces",
    desk.records,
    permission="platform.workspaces",
    auth="staff",
    filter=("status", "slug", "primary_owner_id", "created_at"),
    sort=("created_at", "name"),
    search=("name", "slug"),
    verbs=("list", "get"),
)
admin_router = admin.router
Staff = Annotated[Principal, staff("platform.workspaces:write")]


@admin_router.post("/{workspace_id}/suspend")
async def suspend(workspace_id: Id, data: Reason, p: Staff, uow: Uow) -> WorkspaceRead:
    """Suspend a workspace: it is readable, takes no changes, and its public surfaces close."""
    row = await lifecycle.staff_move(uow, workspace_id=workspace_id, trigger="suspend", reason=data.reason)
    return WorkspaceRead.model_validate(row)


@admin_router.post("/{workspace_id}/reinstate")
async def reinstate(workspace_id: Id, data: Reason, p: Staff, uow: Uow) -> WorkspaceRead:
    """End a suspension."""
    row = await lifecycle.staff_move(uow, workspace_id=workspace_id, trigger="reinstate", reason=data.reason)
    return WorkspaceRead.model_validate(row)


@admin_router.post("/{workspace_id}/restore")
async def restore(workspace_id: Id, data: Reason, p: Staff, uow: Uow) -> WorkspaceRead:
    """Bring an archived workspace back, complete, until day 90."""
    row = await lifecycle.staff_move(uow, workspace_id=workspace_id, trigger="restore", reason=data.reason)
    return WorkspaceRead.model_validate(row)


@admin_router.post("/{workspace_id}/transfer")
async def hand_over(workspace_id: Id, data: StaffTransfer, p: Staff, uow: Uow) -> WorkspaceRead:
    """Make another member the primary owner, when the present one cannot; that one stays as admin."""
    row = await desk.transfer(uow, workspace_id=workspace_id, to=data.user_id, reason=data.reason)
    return WorkspaceRead.model_validate(row)


@admin_router.post("/bulk", status_code=207)
async def move_many(data: BulkMove, p: Staff, uow: Uow) -> BulkMoved:
    """Suspend, reinstate or restore up to 100 workspaces; each succeeds or fails alone."""
    return await desk.move_many(uow, data)
