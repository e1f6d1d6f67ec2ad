"""From a provider's code to who somebody is there."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from joserfc.jws import extract_compact

from mewayz_identity.identity_providers import service as providers
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.identity_providers.rules import FACEBOOK
from mewayz_identity.social import id_tokens
from mewayz_identity.social.calls import Refused, fetch_token, get_json
from mewayz_identity.social.discovery import Published
from mewayz_identity.social.schemas import Profile
from mewayz_kit.service import Runtime


async def fetch(runtime: Runtime, row: IdentityProvider, kept: Mapping[str, Any], *, code: str) -> Profile:
    """Swap the code and read who it is; `Refused` when what comes back is not acceptable, 503 when nothing does."""
    if row.kind == "facebook":
        return await _from_graph(runtime, row, kept, code)
    published = runtime.part(Published)
    configuration = await published.configuration(row)
    tokens = await fetch_token(runtime, row, configuration["token_endpoint"], code=code, verifier=str(kept["verifier"]))
    claims = await _claims(runtime, row, tokens.get("id_token"), str(kept["nonce"]), configuration["issuer"])
    if "email" not in claims and "userinfo_endpoint" in configuration and tokens.get("access_token"):
        claims = await _with_userinfo(runtime, claims, configuration["userinfo_endpoint"], tokens["access_token"])
    return Profile(
        issuer=str(claims["iss"]),
        subject=_subject(claims["sub"]),
        email=_text(claims.get("email")),
        # Apple writes the truth value as text.
        email_verified=claims.get("email_verified") in (True, "true"),
        name=_text(claims.get("name")),
    )


async def _claims(runtime: Runtime, row: IdentityProvider, token: Any, nonce: str, issuer: str) -> dict[str, Any]:
    if not isinstance(token, str):
        raise Refused("the provider gave no ID token")
    published = runtime.part(Published)
    keys = await published.keys(row)
    kid = _key_id(token)
    if kid is not None and kid not in {key.kid for key in keys.keys}:
        keys = await published.keys(row, fresh=True)
    return id_tokens.check(
        token,
        keys,
        issuer=issuer,
        client_id=row.client_id,
        nonce=nonce if providers.preset_of(row).nonce else None,
        now=runtime.clock.now(),
    )


async def _with_userinfo(runtime: Runtime, claims: dict[str, Any], url: str, token: str) -> dict[str, Any]:
    """Providers may keep the address out of the ID token; what UserInfo says counts for the same subject only."""
    more = await get_json(runtime, url, headers={"Authorization": f"Bearer {token}"})
    if more.get("sub") != claims["sub"]:
        raise Refused("UserInfo speaks of another subject")
    return {**{name: more.get(name) for name in ("email", "email_verified", "name")}, **claims}


async def _from_graph(runtime: Runtime, row: IdentityProvider, kept: Mapping[str, Any], code: str) -> Profile:
    """Facebook: the access token came straight from its token endpoint, so `me` is who has signed in."""
    endpoint = f"{row.api_url}/oauth/access_token"
    tokens = await fetch_token(runtime, row, endpoint, code=code, verifier=str(kept["verifier"]))
    token, secret = str(tokens.get("access_token", "")), providers.secret_of(runtime.crypto, row) or ""
    proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    url = f"{row.api_url}/me?fields=id,name,email&appsecret_proof={proof}"
    me = await get_json(runtime, url, headers={"Authorization": f"Bearer {token}"})
    return Profile(
        issuer=FACEBOOK,
        subject=_subject(me.get("id")),
        email=_text(me.get("email")),
        email_verified=False,
        name=_text(me.get("name")),
    )


def _key_id(token: str) -> str | None:
    try:
        kid = extract_compact(token.encode()).headers().get("kid")
    except Exception as error:  # whatever stands there instead of a token
        raise Refused("the ID token cannot be read") from error
    return str(kid) if kid is not None else None


def _subject(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 255:
        raise Refused("the provider names no subject")
    return value


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) and len(value) <= 320 else None
