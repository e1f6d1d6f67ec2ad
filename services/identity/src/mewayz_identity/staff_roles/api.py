"""Routes of staff roles."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.staff_roles import service
from mewayz_identity.staff_roles.schemas import StaffRoleCreate, StaffRoleRead, StaffRoleUpdate
from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

staff_roles = Resource(
    "identity/admin/staff-roles",
    service.RECORDS,
    permission="platform.staff_roles",
    auth="staff",
    verbs=("list", "get"),
    filter=("key",),
    sort=("created_at", "name"),
    search=("name",),
)
router = staff_roles.router
GUARDED = options(no_impersonation=True)
Writer = Annotated[Principal, staff("platform.staff_roles:write", step_up=True)]
Remover = Annotated[Principal, staff("platform.staff_roles:delete", step_up=True)]


@router.post("", status_code=201, response_model=StaffRoleRead, openapi_extra=GUARDED)
async def create(data: StaffRoleCreate, p: Writer, uow: Uow) -> Response:
    """Make a role of your own. 403 `not_super_admin`, 409 `role_exists`."""
    row = await service.create(uow, data)
    location = f"/api/v1/identity/admin/staff-roles/{row.id}"
    return record_answer(await service.RECORDS.show_one(uow, row), 201, {"Location": location})


@router.patch("/{record_id}", response_model=StaffRoleRead, openapi_extra=GUARDED)
async def update(record_id: Id, data: StaffRoleUpdate, p: Writer, uow: Uow, if_match: IfMatch = None) -> Response:
    """Change name or permissions; holders of the role sign in again. 403 `not_super_admin`."""
    row = await service.update(uow, await staff_roles.for_change(uow, record_id, if_match), data)
    return record_answer(await service.RECORDS.show_one(uow, row))


@router.delete("/{record_id}", status_code=204, openapi_extra=GUARDED)
async def delete(record_id: Id, p: Remover, uow: Uow, if_match: IfMatch = None) -> Response:
    """Remove a role. 403 `not_super_admin`, 409 `role_in_use`."""
    await service.delete(uow, await staff_roles.for_change(uow, record_id, if_match))
    return Response(status_code=204)
