"""Bodies of logins."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_identity.factors.schemas import Factor
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
    """The password was right; the account is protected by a second factor."""

    status: Literal["mfa_required"]
    challenge: Annotated[str, Field(description="For `POST /public/logins/{challenge}/verify`.")]
    factors: list[Factor]
    expires_in: Annotated[int, Field(description="Seconds the challenge is good for.")]


class LoginProof(Input):
    """The second factor."""

    factor: Factor = "totp"
    code: Annotated[str, Field(min_length=6, max_length=20, examples=["492039"])]
