"""Bodies of e-mail changes."""

from typing import Annotated

from pydantic import Field, model_validator

from mewayz_identity.email_verifications.schemas import Flow
from mewayz_identity.users.rules import Email
from mewayz_kit.schema import Input


class ChangeEmail(Input):
    """The address the account should move to."""

    email: Email


class ConfirmChange(Input):
    """The code typed in, or the token of the link, from the mail to the new address."""

    flow: Flow
    code: Annotated[str | None, Field(pattern="^[0-9]{6}$", examples=["492039"])] = None
    token: Annotated[str | None, Field(max_length=64)] = None

    @model_validator(mode="after")
    def _one_proof(self) -> "ConfirmChange":
        if (self.code is None) == (self.token is None):
            raise ValueError("Send either code or token.")
        return self


class UndoChange(Input):
    """The token of the link in the mail to the former address."""

    token: Annotated[str, Field(max_length=100)]
