"""Routes of contact requests: the public form, and staff."""

from typing import Annotated

from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.contact_requests import service
from mewayz_workspace.contact_requests.schemas import (
    Answer,
    ContactRequestCreate,
    ContactRequestRead,
    ContactRequestTaken,
)

public_router = new_router("workspace/public/contact-requests")


@public_router.post("", status_code=201, openapi_extra=options(rate="auth", body_limit=65_536))
async def create(data: ContactRequestCreate, p: Anyone, uow: Uow) -> ContactRequestTaken:
    """Ask the platform something; no account is needed. 429 when this address has asked enough today."""
    return ContactRequestTaken.model_validate(await service.take(uow, data))


requests = Resource(
    "workspace/admin/contact-requests",
    service.records,
    permission="platform.contact_requests",
    auth="staff",
    filter=("state", "topic", "email", "created_at"),
    sort=("created_at",),
    search=("name", "email", "message"),
    verbs=("list", "get"),
)
router = requests.router
Writer = Annotated[Principal, staff("platform.contact_requests:write")]


@router.post("/{request_id}/answer")
async def answer(request_id: Id, data: Answer, p: Writer, uow: Uow) -> ContactRequestRead:
    """Mail an answer to the person. 409 `invalid_transition` when it was answered or closed."""
    return ContactRequestRead.model_validate(await service.answer(uow, request_id=request_id, body=data.body))


@router.post("/{request_id}/close")
async def close(request_id: Id, p: Writer, uow: Uow) -> ContactRequestRead:
    """Put it away. 409 `invalid_transition` when it was answered or closed."""
    return ContactRequestRead.model_validate(await service.close(uow, request_id=request_id))
