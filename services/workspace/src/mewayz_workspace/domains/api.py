"""Routes of domains."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal
from mewayz_workspace.domains import service
from mewayz_workspace.domains.looking import look
from mewayz_workspace.domains.schemas import DomainCreate, DomainRead, DomainUpdate

domains = Resource(
    "workspace/domains",
    service.records,
    permission="workspace.domains",
    filter=("host", "state", "created_at"),
    sort=("created_at", "host"),
    search=("host",),
    verbs=("list", "get", "delete"),
    on_delete=service.remove,
)
router = domains.router
Writer = Annotated[Principal, require("workspace.domains:write", feature=service.FEATURE)]


@router.post("", status_code=201, response_model=DomainRead)
async def create(data: DomainCreate, p: Writer, uow: Uow) -> Response:
    """Claim a host. Put the TXT record that the answer names into DNS, then check.

    402 `plan_limit_reached`; 403 `feature_disabled`; 409 `host_claimed`; 422 for what is no host of one's own.
    """
    shown = await service.records.show_one(uow, await service.claim(uow, data))
    return record_answer(shown, 201, {"Location": f"/api/v1/workspace/domains/{shown.id}"})


@router.patch("/{domain_id}", response_model=DomainRead)
async def update(domain_id: Id, data: DomainUpdate, p: Writer, uow: Uow, if_match: IfMatch = None) -> Response:
    """Another target or redirect. 403 `frozen_over_limit`."""
    row = await domains.for_change(uow, domain_id, if_match)
    return record_answer(await service.records.show_one(uow, await service.update(uow, row, data)))


@router.post("/{domain_id}/check", openapi_extra=options(idempotency="none"))
async def check(domain_id: Id, request: Request, p: Writer, uow: Uow) -> DomainRead:
    """Look at DNS now. Wrong or no proof leaves the state as it is and shows what was seen.

    409 `host_taken` when another workspace has proven the host.
    """
    async with uow.apart(writes=False) as reading:
        host = (await service.records.get(reading, domain_id)).host
    finding = await look(request.app.state.runtime, host)
    return await service.records.show_one(uow, await service.apply(uow, domain_id, finding, daily=False))


@router.post("/{domain_id}/freeze")
async def freeze(domain_id: Id, p: Writer, uow: Uow) -> DomainRead:
    """Give its place to another one, where the plan has fewer places than domains. 409 `not_over_limit`."""
    return await service.records.show_one(uow, await service.put_in_place(uow, domain_id, keep=False))


@router.post("/{domain_id}/unfreeze")
async def unfreeze(domain_id: Id, p: Writer, uow: Uow) -> DomainRead:
    """Give it a place; another one is frozen instead. 402 `plan_limit_reached` without any; 409 `not_over_limit`."""
    return await service.records.show_one(uow, await service.put_in_place(uow, domain_id, keep=True))
