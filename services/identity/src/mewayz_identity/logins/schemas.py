"""Bodies of logins."""

from typing import Annotated, Any, Literal

from pydantic import Field

from mewayz_identity.factors.schemas import Factor, Proof
from mewayz_identity.passwords.rules import GivenPassword
from mewayz_identity.tokens.schemas import ClientField
from mewayz_kit.schema import Input, Output

DeviceToken = Annotated[
    str | None, Field(max_length=64, description="What an earlier sign-in answered as `device_token`.")
]


class Login(Input):
    """Address and password."""

    email: Annotated[str, Field(max_length=320, examples=["ada@example.com"])]
    password: GivenPassword
    client: ClientField = "browser"
    device_token: DeviceToken = None


class MfaRequired(Output):
    """The first step is done; the account is protected by a second factor."""

    status: Literal["mfa_required"]
    challenge: Annotated[str, Field(description="For `POST /public/logins/{challenge}/verify`.")]
    factors: Annotated[list[Factor], Field(description="Each alone is enough. `email_code`: ask for it by send-code.")]
    passkey: Annotated[
        dict[str, Any] | None, Field(description="WebAuthn options, when a passkey is among the factors.")
    ]
    expires_in: Annotated[int, Field(description="Seconds the challenge is good for.")]


class LoginProof(Proof):
    """The second factor."""


class CodeSent(Output):
    """A code is on its way to the address of the account; a code sent before is void."""

    sent_to: Annotated[str, Field(description="The address, mostly hidden.", examples=["a…@example.com"])]
    expires_in: Annotated[int, Field(description="Seconds the code is good for.")]
