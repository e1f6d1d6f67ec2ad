"""Bodies of social sign-in."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from mewayz_identity.logins.schemas import DeviceToken
from mewayz_identity.social.rules import CHALLENGE
from mewayz_identity.social_links.schemas import ExchangeCode, Verifier
from mewayz_identity.tokens.schemas import ClientField
from mewayz_identity.users.rules import Locale, Timezone
from mewayz_kit.schema import Input

RedirectField = Annotated[
    str | None,
    Query(max_length=500, description="Where to come back to, exactly as the operator allows it; default: our page."),
]
ChallengeField = Annotated[
    str | None,
    Query(
        pattern=CHALLENGE,
        description="S256 of a verifier that only the app knows (RFC 7636), for apps that use the system browser.",
    ),
]


class Profile(BaseModel):
    """Who somebody is at a provider, as it has been proven to us."""

    issuer: str
    subject: Annotated[str, Field(min_length=1, max_length=255)]
    email: str | None
    email_verified: bool
    name: str | None


class Proven(BaseModel):
    """What waits behind the exchange code: the profile, and whose browser or app may use it."""

    provider: str
    profile: Profile
    trusted: bool
    browser: str
    app_challenge: str | None


class SocialAnswer(BaseModel):
    """What a provider sends people back with (RFC 6749 §4.1.2, RFC 9207)."""

    state: str = ""
    code: str | None = None
    error: str | None = None
    iss: str | None = None
    user: str | None = None


class SocialExchange(Input):
    """The code that the redirect brought back."""

    code: ExchangeCode
    code_verifier: Verifier = None
    client: ClientField = "browser"
    device_token: DeviceToken = None
    locale: Annotated[Locale, Field(description="Of a new account.")] = "en"
    timezone: Annotated[Timezone, Field(description="Of a new account.")] = "UTC"
    referral_code: Annotated[str | None, Field(max_length=64)] = None
    terms_version: Annotated[str | None, Field(max_length=40, description="The terms that were agreed to.")] = None


ErrorCode = Literal["access_denied", "identity_refused", "provider_unavailable"]
