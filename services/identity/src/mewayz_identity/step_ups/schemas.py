"""Bodies of step-ups."""

from typing import Annotated

from pydantic import Field, model_validator

from mewayz_identity.factors.schemas import Factor
from mewayz_identity.passwords.rules import GivenPassword
from mewayz_kit.schema import Input, Output


class StepUp(Input):
    """Password, or with a second factor enrolled a code of it."""

    password: GivenPassword | None = None
    factor: Factor = "totp"
    code: Annotated[str | None, Field(min_length=6, max_length=20)] = None

    @model_validator(mode="after")
    def _one_proof(self) -> "StepUp":
        if (self.password is None) == (self.code is None):
            raise ValueError("Send either password or code.")
        return self


class SteppedUp(Output):
    """A fresh access token of the same session."""

    access_token: str
    token_type: Annotated[str, Field(examples=["Bearer"])]
    expires_in: int
