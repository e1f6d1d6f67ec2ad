"""Bodies of e-mail verifications."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.schema import Input, Output

Flow = Annotated[
    str,
    Field(max_length=100, description="What the registration or resend answered; it ties the mail to this browser."),
]


class PendingVerification(Output):
    """A mail is on its way."""

    flow: Annotated[str, Field(description="Send it back with the code or the link's token.")]
    expires_in: Annotated[int, Field(description="Seconds the link is good for; the code is good for ten minutes.")]


class Verify(Input):
    """The code typed in, or the token of the link."""

    flow: Flow
    code: Annotated[str | None, Field(pattern="^[0-9]{6}$", examples=["492039"])] = None
    token: Annotated[str | None, Field(max_length=64)] = None

    @model_validator(mode="after")
    def _one_proof(self) -> "Verify":
        if (self.code is None) == (self.token is None):
            raise ValueError("Send either code or token.")
        return self


class Resend(Input):
    """Ask for another mail."""

    flow: Flow


class Verified(Output):
    """The address is proven. `tokens` are there when the account was made by this (verify-first registration)."""

    status: Literal["verified"]
    tokens: TokensRead | None
