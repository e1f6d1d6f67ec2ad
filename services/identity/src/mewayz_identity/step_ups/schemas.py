"""Bodies of step-ups."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mewayz_identity.factors.schemas import CodeField, Factor
from mewayz_identity.passkeys.schemas import Assertion
from mewayz_identity.passwords.rules import GivenPassword
from mewayz_kit.schema import Input, Output


class StepUpAsk(Input):
    """How you want to prove that it is you, where that needs a question first."""

    factor: Literal["passkey", "email_code"]


class StepUpAsked(Output):
    """The question: options for a passkey, or the address a code was mailed to (mostly hidden)."""

    flow: Annotated[str, Field(description="Send it back with the proof.")]
    passkey: Annotated[dict[str, Any] | None, Field(description="WebAuthn options for the factor passkey.")]
    sent_to: str | None
    expires_in: Annotated[int, Field(description="Seconds the question is good for.")]


class StepUp(Input):
    """Password, or with a second factor enrolled a proof of it; `flow` belongs to passkey and email_code."""

    password: GivenPassword | None = None
    factor: Factor = "totp"
    code: CodeField = None
    credential: Annotated[Assertion | None, Field(description="For the factor passkey.")] = None
    flow: Annotated[str | None, Field(max_length=100, description="Of `POST /step-ups/options`.")] = None

    @model_validator(mode="after")
    def _one_proof(self) -> "StepUp":
        given = [proof for proof in (self.password, self.code, self.credential) if proof is not None]
        if len(given) != 1:
            raise ValueError("Send one of password, code and credential.")
        if self.password is None and (self.factor == "passkey") != (self.credential is not None):
            raise ValueError("The factor passkey is proven by credential, every other by code.")
        return self


class SteppedUp(Output):
    """A fresh access token of the same session."""

    access_token: str
    token_type: Annotated[str, Field(examples=["Bearer"])]
    expires_in: int
