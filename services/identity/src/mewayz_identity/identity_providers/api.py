"""Staff routes of identity providers."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.identity_providers import service
from mewayz_identity.identity_providers.schemas import ProviderCreate, ProviderRead, ProviderUpdate
from mewayz_identity.social import trial
from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

providers = Resource(
    "identity/admin/identity-providers",
    service.RECORDS,
    permission="platform.identity_providers",
    auth="staff",
    verbs=("list", "get"),
    filter=("kind", "key", "enabled"),
    sort=("created_at", "title"),
)
router = providers.router
# Answers of keyed requests are stored, and a body here may hold a secret.
GUARDED = options(idempotency="none", no_impersonation=True)
Writer = Annotated[Principal, staff("platform.identity_providers:write", step_up=True)]


@router.post("", status_code=201, openapi_extra=GUARDED, response_model=ProviderRead)
async def create(data: ProviderCreate, p: Writer, uow: Uow) -> Response:
    """Set up a provider: Google, Apple, Facebook, Microsoft, LinkedIn, or any OpenID issuer.

    403 `step_up_required`, 409 `provider_key_taken`.
    """
    row = await service.create(uow, data)
    location = {"Location": f"/api/v1/identity/admin/identity-providers/{row.id}"}
    return record_answer(await service.RECORDS.show_one(uow, row), 201, location)


@router.patch("/{provider_id}", openapi_extra=GUARDED, response_model=ProviderRead)
async def update(
    provider_id: Id,
    data: ProviderUpdate,
    p: Writer,
    uow: Uow,
    if_match: IfMatch = None,
) -> Response:
    """Change a provider (JSON Merge Patch); `secret` replaces the stored one. 403 `step_up_required`."""
    row = await service.edit(uow, provider_id, data, if_match)
    return record_answer(await service.RECORDS.show_one(uow, row))


@router.delete("/{provider_id}", status_code=204, openapi_extra=GUARDED)
async def delete(
    provider_id: Id,
    p: Annotated[Principal, staff("platform.identity_providers:delete", step_up=True)],
    uow: Uow,
    if_match: IfMatch = None,
) -> Response:
    """Take a provider away. Links of people stay. 403 `step_up_required`."""
    await service.remove(uow, provider_id, if_match)
    return Response(status_code=204)


@router.post("/{provider_id}/test", openapi_extra=options(timeout=60))
async def test(
    provider_id: Id, p: Annotated[Principal, staff("platform.identity_providers:write")], uow: Uow
) -> ProviderRead:
    """Ask the provider for its configuration and keys (Facebook: for a token of the application).

    `last_test_error` says what went wrong; null is well.
    """
    return await trial.run(uow, provider_id)
