"""What providers publish of themselves: their OpenID configuration and keys, remembered for ten minutes."""

from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from mewayz_identity.identity_providers import service as providers
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.social.calls import ProviderFailed, get_json
from mewayz_kit.service import Runtime

REMEMBERED = timedelta(minutes=10)
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class Published:
    """The documents of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._known: dict[str, tuple[datetime, dict[str, Any]]] = {}

    async def configuration(self, row: IdentityProvider, *, fresh: bool = False) -> dict[str, Any]:
        """The OpenID configuration below its issuer (OpenID Connect Discovery §4)."""
        document = await self._get(f"{row.issuer.rstrip('/')}/.well-known/openid-configuration", fresh=fresh)
        missing = [name for name in NEEDED if not isinstance(document.get(name), str)]
        if missing:
            raise ProviderFailed(detail=f"The OpenID configuration lacks {', '.join(missing)}.")
        same = document["issuer"].rstrip("/") == row.issuer.rstrip("/")
        if not same and not (providers.preset_of(row).templated and "{tenantid}" in document["issuer"]):
            raise ProviderFailed(detail="The OpenID configuration names another issuer.")
        return document

    async def keys(self, row: IdentityProvider, *, fresh: bool = False) -> KeySet:
        """The public keys of the provider; `fresh` when it may have new ones."""
        document = await self._get((await self.configuration(row))["jwks_uri"], fresh=fresh)
        try:
            return KeySet.import_key_set(document)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderFailed(detail=f"The keys cannot be read: {type(error).__name__}.") from error

    async def _get(self, url: str, *, fresh: bool) -> dict[str, Any]:
        now = self._runtime.clock.now()
        at, known = self._known.get(url, (now, None))
        if known is not None and not fresh and now - at < REMEMBERED:
            return known
        document = await get_json(self._runtime, url)
        self._known[url] = (now, document)
        return document
