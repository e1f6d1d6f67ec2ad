"""What others say about second factors."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Factor = Literal["totp", "recovery_code"]


class MfaState(BaseModel):
    """The second factors of a person."""

    enrolled: Annotated[bool, Field(description="Whether a second factor protects the account.")]
    required: Annotated[bool, Field(description="Whether the platform demands one (always of staff).")]
    recovery_codes_left: int
    recovery_codes_low: Annotated[bool, Field(description="Three or fewer are left: make new ones.")]
