"""Routes of members."""

from typing import Annotated

from fastapi import Response

from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal
from mewayz_workspace.requirements import Member
from mewayz_workspace.team.members import service
from mewayz_workspace.team.members.schemas import MemberRead, MemberUpdate

members = Resource(
    "workspace/members",
    service.records,
    permission="workspace.members",
    filter=("role", "status", "seat", "user_id", "created_at"),
    sort=("created_at", "joined_at"),
    verbs=("list", "get"),
)
router = members.router
Writer = Annotated[Principal, require("workspace.members:write")]


@router.post("/leave", status_code=204)
async def leave(p: Member, uow: Uow) -> Response:
    """Leave the workspace of the credential. 409 `last_owner`."""
    await service.leave(uow, uow.user_id)
    return Response(status_code=204)


@router.patch("/{member_id}")
async def update(member_id: Id, data: MemberUpdate, p: Writer, uow: Uow, if_match: IfMatch = None) -> MemberRead:
    """Give a member another role or title. Neither role may exceed the caller's own rights.

    403 `permission_escalation`; 409 `last_owner`; 422 `unknown_role`. Access changes at once.
    """
    row = await service.update(uow, member_id, data, if_match)
    return await service.records.show_one(uow, row)


@router.post("/{member_id}/suspend")
async def suspend(member_id: Id, p: Writer, uow: Uow) -> MemberRead:
    """Take all access away at once; the seat stays taken. 409 `invalid_transition` or `last_owner`."""
    return await service.records.show_one(uow, await service.suspend(uow, member_id))


@router.post("/{member_id}/reactivate")
async def reactivate(member_id: Id, p: Writer, uow: Uow) -> MemberRead:
    """Give a suspended member the access back. 409 `invalid_transition`."""
    return await service.records.show_one(uow, await service.reactivate(uow, member_id))


@router.post("/{member_id}/freeze")
async def freeze(member_id: Id, p: Writer, uow: Uow) -> MemberRead:
    """Give this member's seat to the next one, where the plan has fewer seats than members. A frozen member acts as
    viewer. 409 `not_over_limit`, `owner_never_frozen`.
    """
    return await service.records.show_one(uow, await service.order_seat(uow, member_id, keep=False))


@router.post("/{member_id}/unfreeze")
async def unfreeze(member_id: Id, p: Writer, uow: Uow) -> MemberRead:
    """Give this member a seat; the one who was there the shortest time is frozen instead. 402 `plan_limit_reached`
    when owners hold every seat; 409 `not_over_limit`.
    """
    return await service.records.show_one(uow, await service.order_seat(uow, member_id, keep=True))


@router.delete("/{member_id}", status_code=204)
async def delete(member_id: Id, p: Annotated[Principal, require("workspace.members:delete")], uow: Uow) -> Response:
    """Remove a member; the seat is free at once. 403 `permission_escalation`; 409 `last_owner`."""
    await service.remove(uow, member_id)
    return Response(status_code=204)
