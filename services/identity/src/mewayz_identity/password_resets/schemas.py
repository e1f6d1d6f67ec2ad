"""Bodies of password resets."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mewayz_identity.passwords.rules import NewPassword
from mewayz_kit.schema import Input, Output


class ResetRequest(Input):
    """The address of an account."""

    email: Annotated[str, Field(max_length=320, examples=["ada@example.com"])]


class ResetRequested(Output):
    """If the address has an account, a mail is on its way."""

    status: Literal["accepted"]


class ResetConfirm(Input):
    """A new password, by the token of the mailed link."""

    token: Annotated[str, Field(max_length=100)]
    password: NewPassword
    revoke_api_keys: Annotated[bool, Field(description="Revoke your personal API keys as well.")] = False


class SealedAddress(BaseModel):
    """The address a reset was asked for, on its way to the job."""

    sealed: str
