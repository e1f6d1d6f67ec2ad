"""Routes of the status page: public to read, staff writes."""

from typing import Annotated

from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.content.status_incidents import service
from mewayz_workspace.content.status_incidents.schemas import (
    IncidentCreate,
    IncidentPatch,
    IncidentRead,
    Status,
    UpdateCreate,
)

public_router = new_router("workspace/public/status")


@public_router.get("", openapi_extra=options(rate="public"))
async def get(p: Anyone, uow: Uow) -> Status:
    """What does not work now, and what did not lately; `as_of` is when this was put together."""
    return await service.status(uow)


incidents = Resource(
    "workspace/admin/status-incidents",
    service.records,
    create=IncidentCreate,
    update=IncidentPatch,
    permission="platform.status_incidents",
    auth="staff",
    filter=("state", "impact", "started_at"),
    sort=("created_at", "started_at"),
    search=("title",),
    verbs=("list", "get", "create", "update"),
    on_create=service.create,
    on_update=service.update,
)
router = incidents.router


@router.post("/{incident_id}/updates", status_code=201)
async def tell(
    incident_id: Id, data: UpdateCreate, p: Annotated[Principal, staff("platform.status_incidents:write")], uow: Uow
) -> IncidentRead:
    """Say how it goes on: investigating, identified, monitoring, resolved. A resolved one can open again."""
    return await service.tell(uow, incident_id=incident_id, data=data)
