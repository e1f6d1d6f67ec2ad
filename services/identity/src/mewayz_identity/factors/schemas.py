"""What others say about second factors."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from mewayz_identity.passkeys.schemas import Assertion
from mewayz_kit.schema import Input

Factor = Literal["totp", "passkey", "email_code", "recovery_code"]
CodeField = Annotated[
    str | None,
    Field(min_length=6, max_length=20, examples=["492039"], description="Of the authenticator, the mail or the list."),
]


class Proof(Input):
    """A second factor: a code, or what a passkey has signed."""

    factor: Factor = "totp"
    code: CodeField = None
    credential: Annotated[Assertion | None, Field(description="For the factor passkey.")] = None

    @model_validator(mode="after")
    def _one_proof(self) -> "Proof":
        if self.factor == "passkey" and (self.credential is None or self.code is not None):
            raise ValueError("Send credential, and no code, for a passkey.")
        if self.factor != "passkey" and (self.code is None or self.credential is not None):
            raise ValueError("Send code, and no credential.")
        return self


class MfaState(BaseModel):
    """The second factors of a person."""

    enrolled: Annotated[bool, Field(description="Whether a second factor protects the account.")]
    required: Annotated[
        bool,
        Field(description="Whether one is demanded: by the platform (always of staff) or by a workspace of yours."),
    ]
    recovery_codes_left: int
    recovery_codes_low: Annotated[bool, Field(description="Three or fewer are left: make new ones.")]
