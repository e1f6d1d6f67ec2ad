"""Calls to providers: Authlib's OAuth client over our guarded way out."""

from collections.abc import Mapping
from typing import Any

import httpx2
import orjson
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

from mewayz_identity.identity_providers import service as providers
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.social import apple
from mewayz_kit.egress import Egress, EgressFailed, EgressRefused
from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime


class ProviderFailed(Unavailable):
    """503: the provider does not answer as it should; the detail is for the operator's log."""

    default_code = "provider_unavailable"


class Refused(Exception):
    """What the provider has said of somebody is not acceptable; the text is for the operator's log."""


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends what a client library wants to send through `mewayz_kit.egress`."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request; the answer is read whole."""
        headers = {k: v for k, v in request.headers.items() if k not in {"host", "accept-encoding", "connection"}}
        answer = await self._egress.request(
            request.method, str(request.url), headers=headers, content=await request.aread() or None
        )
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)


def client_of(runtime: Runtime, row: IdentityProvider) -> AsyncOAuth2Client:
    """A client for one exchange with this provider."""
    preset = providers.preset_of(row)
    secret = providers.secret_of(runtime.crypto, row)
    if row.kind == "apple":
        secret = apple.client_secret(row, secret or "", now=runtime.clock.now())
    return AsyncOAuth2Client(
        client_id=row.client_id,
        client_secret=secret,
        token_endpoint_auth_method=preset.auth if secret else "none",
        scope=" ".join(row.scopes),
        redirect_uri=providers.callback_url(runtime, row.key),
        code_challenge_method="S256" if preset.pkce else None,
        transport=GuardedTransport(runtime.egress),
    )


async def fetch_token(
    runtime: Runtime, row: IdentityProvider, endpoint: str, *, code: str, verifier: str
) -> Mapping[str, Any]:
    """Swap a provider's code for its tokens."""
    extra = {"code_verifier": verifier} if providers.preset_of(row).pkce else {}
    try:
        async with client_of(runtime, row) as client:
            token: Mapping[str, Any] = await client.fetch_token(
                endpoint, grant_type="authorization_code", code=code, **extra
            )
    except OAuthError as error:
        raise Refused(f"the token endpoint says {error.error}") from error
    except (EgressRefused, EgressFailed) as error:
        raise ProviderFailed(detail=error.detail) from error
    except (httpx2.HTTPError, ValueError, KeyError) as error:
        raise ProviderFailed(detail=f"the token endpoint: {type(error).__name__}") from error
    return token


async def get_json(runtime: Runtime, url: str, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at a provider's URL."""
    try:
        answer = await runtime.egress.request("GET", url, headers={"Accept": "application/json", **(headers or {})})
        document = orjson.loads(answer.body) if answer.status == 200 else None
    except (EgressRefused, EgressFailed) as error:
        raise ProviderFailed(detail=error.detail) from error
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise ProviderFailed(detail=f"{url.partition('?')[0]} gives no JSON object.")
    return document
