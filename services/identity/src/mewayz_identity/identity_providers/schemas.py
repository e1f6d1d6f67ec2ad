"""Bodies of identity providers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from mewayz_identity.identity_providers.rules import Kind
from mewayz_kit.schema import Input, Record, patch_of

Url = Annotated[str, Field(max_length=255, pattern=r"^https?://[^\s?#]+$", examples=["https://login.example.com"])]
Scope = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[!-~]+$")]


class ProviderCreate(Input):
    """A provider. What is left out is what its kind says; the kind `oidc` is any issuer and needs key and issuer."""

    kind: Kind
    key: Annotated[
        str | None,
        Field(pattern="^[a-z0-9](-?[a-z0-9])*$", max_length=40, description="In URLs; default: the kind."),
    ] = None
    title: Annotated[str | None, Field(min_length=1, max_length=60, description="On the button.")] = None
    issuer: Annotated[Url | None, Field(description="Base URL; OpenID configuration is read below it.")] = None
    api_url: Annotated[Url | None, Field(description="Base URL of the Graph API, for the kind facebook.")] = None
    client_id: Annotated[str, Field(min_length=1, max_length=255, examples=["mewayz-web"])]
    secret: Annotated[
        SecretStr | None,
        Field(max_length=8192, description="Client secret, or Apple's private key as PEM. Never shown."),
    ] = None
    team_id: Annotated[str | None, Field(max_length=20, description="Apple: the team of the key.")] = None
    key_id: Annotated[str | None, Field(max_length=20, description="Apple: the id of the key.")] = None
    scopes: Annotated[list[Scope] | None, Field(min_length=1, max_length=20)] = None
    trusted_email: Annotated[
        bool | None,
        Field(description="Take its word that somebody owns an address. Only for providers that prove addresses."),
    ] = None
    enabled: bool = True

    @model_validator(mode="after")
    def _whole(self) -> "ProviderCreate":
        if self.kind == "oidc" and not (self.key and self.issuer):
            raise ValueError("The kind oidc needs key and issuer.")
        if self.kind == "apple" and not (self.team_id and self.key_id and self.secret):
            raise ValueError("The kind apple needs team_id, key_id and its private key as secret.")
        return self


ProviderUpdate = patch_of(ProviderCreate, without=("kind", "key"))


class ProviderRead(Record):
    """A provider; its secret is never shown."""

    key: str
    kind: str
    title: str
    issuer: str
    api_url: str | None
    client_id: str
    secret_set: Annotated[bool, Field(description="Whether a secret is stored.")]
    team_id: str | None
    key_id: str | None
    scopes: list[str]
    trusted_email: bool
    enabled: bool
    callback_url: Annotated[str, Field(description="Register this redirect URI at the provider.")]
    last_test_at: datetime | None
    last_test_error: Annotated[str | None, Field(description="Null: the last test went well, or there was none.")]
