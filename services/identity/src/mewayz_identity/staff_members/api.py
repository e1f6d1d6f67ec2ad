"""Routes of staff members."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.staff_members import service
from mewayz_identity.staff_members.schemas import StaffMemberCreate, StaffMemberRead, StaffMemberUpdate
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/admin/staff-members", tag="staff_members")
RULES = ListRules(service.RECORDS.model, tuple(StaffMemberRead.model_fields), filter=("role", "user_id"))
GUARDED = options(no_impersonation=True)
Reader = Annotated[Principal, staff("platform.staff_members:read")]
Writer = Annotated[Principal, staff("platform.staff_members:write", step_up=True)]
Remover = Annotated[Principal, staff("platform.staff_members:delete", step_up=True)]


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[StaffMemberRead])
async def list_members(request: Request, p: Reader, uow: Uow) -> Response:
    """Who looks after the platform."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: StaffMemberCreate, p: Writer, uow: Uow) -> StaffMemberRead:
    """Give an active user a platform role. The person's sessions end; after signing in again a second factor must
    be enrolled before any staff route works. 403 `not_super_admin`, 409 `already_staff`, `user_not_active`,
    422 for an unknown role."""
    return await service.join(uow, data)


@router.patch("/{member_id}", openapi_extra=GUARDED)
async def update(member_id: Id, data: StaffMemberUpdate, p: Writer, uow: Uow) -> StaffMemberRead:
    """Change the role or the networks. The person's sessions end. 403 `not_super_admin`, 409 `last_super_admin` when
    no active super_admin would be left."""
    return await service.update(uow, member_id, data)


@router.delete("/{member_id}", status_code=204, openapi_extra=GUARDED)
async def delete(member_id: Id, p: Remover, uow: Uow) -> Response:
    """Take the role away and end the person's sessions. 409 `last_super_admin`."""
    await service.leave(uow, member_id)
    return Response(status_code=204)
