"""Bodies of referral codes."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import EmailStr, Field, model_validator

from mewayz_kit.schema import Input, Output, Record
from mewayz_workspace.referrals.rules import CODE

Code = Annotated[str, Field(min_length=4, max_length=40, pattern=CODE)]


class CodeCreate(Input):
    """A code of one's own for the platform's program, or for a customer (`referrer_email`) of a program here.

    Without `code` one is made.
    """

    kind: Literal["platform", "customer"] = "platform"
    program_id: Annotated[UUID | None, Field(description="The program here that a customer takes part in.")] = None
    referrer_email: EmailStr | None = None
    code: Code | None = None
    label: Annotated[str | None, Field(max_length=120)] = None

    @model_validator(mode="after")
    def _whose(self) -> Self:
        wanted = self.kind == "customer"
        if (self.program_id is not None) != wanted or (self.referrer_email is not None) != wanted:
            raise ValueError("a customer's code takes program_id and referrer_email, one's own takes neither")
        return self


class CodeUpdate(Input):
    """Label, and whether it still works."""

    label: Annotated[str | None, Field(max_length=120)] = None
    active: bool = True


class CodeRead(Record):
    """A code. `url` leads newcomers to the registration; `rewarded` counts the rewards it has earned."""

    program_id: UUID
    kind: str
    code: str
    url: str
    label: str | None
    active: bool
    user_id: UUID | None
    referrer_email: str | None
    affiliate_id: UUID | None
    rewarded: int


class CodeShown(Output):
    """A code as a visitor sees it. Remember it for `window_days` after the last click and send it at registration."""

    code: str
    kind: str
    program: str
    invited_by: str | None
    window_days: int
