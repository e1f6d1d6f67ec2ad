"""Bodies of auth options."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import Output


class PasswordPolicy(Output):
    """What a password may be."""

    min_length: int
    max_length: int


class AuthOptions(Output):
    """What a sign-in page may offer."""

    registration: Literal["instant", "verify_first", "closed"]
    password: PasswordPolicy
    factors: Annotated[list[str], Field(description="Second factors people can enrol.")]
    providers: Annotated[list[str], Field(description="Outside providers that are set up; empty: none.")]
    captcha_site_key: Annotated[str | None, Field(description="Null: no captcha is asked for.")]
    set_up: Annotated[bool, Field(description="Whether the first administrator exists.")]
