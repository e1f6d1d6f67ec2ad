"""Bodies of auth options."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import Output


class PasswordPolicy(Output):
    """What a password may be."""

    min_length: int
    max_length: int


class ProviderOption(Output):
    """An outside account that people can sign in with."""

    key: Annotated[str, Field(description="For `GET /public/social/{provider}/authorize`.")]
    kind: Annotated[str, Field(description="google, apple, facebook, microsoft, linkedin or oidc: which picture.")]
    title: str


class AuthOptions(Output):
    """What a sign-in page may offer."""

    registration: Literal["instant", "verify_first", "closed"]
    password: PasswordPolicy
    factors: Annotated[list[str], Field(description="Second factors people can enrol.")]
    mfa_required: Annotated[bool, Field(description="Whether everybody must enrol one before a workspace opens.")]
    providers: Annotated[list[ProviderOption], Field(description="Outside accounts that are set up; empty: none.")]
    passkeys: Annotated[bool, Field(description="Whether people can sign in by a passkey alone.")]
    captcha_site_key: Annotated[str | None, Field(description="Null: no captcha is asked for.")]
    set_up: Annotated[bool, Field(description="Whether the first administrator exists.")]
