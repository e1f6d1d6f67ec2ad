"""Routes of webhook endpoints. Secrets are in no idempotency record, so making one takes no key."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import AwareDatetime

from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal
from mewayz_workspace.webhooks.endpoints import service
from mewayz_workspace.webhooks.endpoints.schemas import (
    EndpointCreate,
    EndpointRead,
    EndpointSecret,
    EndpointUpdate,
    Recovered,
)
from mewayz_workspace.webhooks.messages import service as messages
from mewayz_workspace.webhooks.messages.schemas import MessageRead

PERMISSION = "workspace.webhook_endpoints"
endpoints = Resource(
    "workspace/webhook-endpoints",
    service.records,
    permission=PERMISSION,
    filter=("enabled", "frozen", "url", "created_at"),
    sort=("created_at", "url"),
    search=("url", "description"),
    verbs=("list", "get", "delete"),
    on_delete=service.delete,
)
router = endpoints.router
Writer = Annotated[Principal, require(f"{PERMISSION}:write", feature=service.FEATURE)]
SECRET = options(idempotency="none")


@router.post("", status_code=201, openapi_extra=SECRET)
async def create(data: EndpointCreate, p: Writer, uow: Uow, response: Response) -> EndpointSecret:
    """Register an address. `secret` is shown this once.

    402 `plan_limit_reached`; 403 `feature_disabled`; 422 `destination_refused`, `https_required` or `url_invalid`.
    """
    made = await service.create(uow, data)
    response.headers["Location"] = f"/api/v1/workspace/webhook-endpoints/{made.id}"
    response.headers["Cache-Control"] = "no-store"
    return made


@router.patch("/{endpoint_id}", response_model=EndpointRead)
async def update(
    endpoint_id: Id,
    data: EndpointUpdate,
    p: Writer,
    uow: Uow,
    if_match: IfMatch = None,
) -> Response:
    """Change address, events or description, or switch it off and on (which forgives its failures).

    403 `frozen_over_limit` for one beyond what the plan allows after a downgrade.
    """
    row = await endpoints.for_change(uow, endpoint_id, if_match)
    return record_answer(await service.records.show_one(uow, await service.update(uow, row, data)))


@router.post("/{endpoint_id}/rotate-secret", openapi_extra=SECRET)
async def rotate_secret(endpoint_id: Id, p: Writer, uow: Uow, response: Response) -> EndpointSecret:
    """A new secret, shown this once. For 24 hours messages carry the signatures of both. 403 `frozen_over_limit`."""
    response.headers["Cache-Control"] = "no-store"
    return await service.rotate(uow, endpoint_id)


@router.post("/{endpoint_id}/enable")
async def enable(endpoint_id: Id, p: Writer, uow: Uow) -> EndpointRead:
    """Switch it on again and forgive its failures. 403 `frozen_over_limit`."""
    return await service.records.show_one(uow, await service.enable(uow, endpoint_id))


@router.post("/{endpoint_id}/test", status_code=202)
async def test(endpoint_id: Id, p: Writer, uow: Uow) -> MessageRead:
    """Send a message of type `workspace.webhook_endpoint.tested.v1` to this endpoint alone.

    What became of it is in `webhook-deliveries`. 403 `frozen_over_limit`; 409 `endpoint_disabled`.
    """
    return await messages.test(uow, endpoint_id)


@router.post("/{endpoint_id}/recover", status_code=202)
async def recover(
    endpoint_id: Id,
    p: Writer,
    uow: Uow,
    since: Annotated[
        AwareDatetime | None,
        Query(description="Messages made at this moment or later; a day ago unless given, at most 90 days."),
    ] = None,
) -> Recovered:
    """Send again what this endpoint did not get: exhausted and skipped messages. 409 `endpoint_disabled`."""
    return Recovered(messages=await messages.recover(uow, endpoint_id, since))


@router.post("/{endpoint_id}/freeze")
async def freeze(endpoint_id: Id, p: Writer, uow: Uow) -> EndpointRead:
    """Give its place to another one, where the plan has fewer places than endpoints. 409 `not_over_limit`."""
    return await service.records.show_one(uow, await service.put_in_place(uow, endpoint_id, keep=False))


@router.post("/{endpoint_id}/unfreeze")
async def unfreeze(endpoint_id: Id, p: Writer, uow: Uow) -> EndpointRead:
    """Give it a place; another one is frozen instead. 402 `plan_limit_reached` without any; 409 `not_over_limit`."""
    return await service.records.show_one(uow, await service.put_in_place(uow, endpoint_id, keep=True))
