"""Testing a provider before people use it."""

from urllib.parse import urlencode
from uuid import UUID

from mewayz_identity.identity_providers import service as providers
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.identity_providers.schemas import ProviderRead
from mewayz_identity.social.calls import ProviderFailed, client_of, get_json
from mewayz_identity.social.discovery import Published
from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork


async def run(uow: UnitOfWork, provider_id: UUID) -> ProviderRead:
    """Ask the provider and keep what came of it. Nothing is open in the database meanwhile."""
    async with uow.apart(writes=False) as reading:
        row = await providers.RECORDS.get(reading, provider_id)
    try:
        await _ask(uow.runtime, row)
        error = None
    except Unavailable as failure:
        error = failure.detail or failure.code
    return await providers.RECORDS.show_one(uow, await providers.note_test(uow, provider_id, error))


async def _ask(runtime: Runtime, row: IdentityProvider) -> None:
    await client_of(runtime, row).aclose()  # Apple: signs with the stored key
    if row.kind == "facebook":
        given = {"client_id": row.client_id, "grant_type": "client_credentials"}
        given["client_secret"] = providers.secret_of(runtime.crypto, row) or ""
        answer = await get_json(runtime, f"{row.api_url}/oauth/access_token?{urlencode(given)}")
        if "access_token" not in answer:
            raise ProviderFailed(detail="Facebook gives no token for this application.")
        return
    published = runtime.part(Published)
    await published.configuration(row, fresh=True)
    if not (await published.keys(row, fresh=True)).keys:
        raise ProviderFailed(detail="The provider publishes no keys.")
