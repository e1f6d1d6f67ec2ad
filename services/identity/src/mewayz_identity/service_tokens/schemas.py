"""Bodies of service tokens."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Output


class Assertion(Input):
    """A signed statement "I am this service"."""

    assertion: Annotated[str, Field(max_length=2000)]


class ServiceToken(Output):
    """An internal token, good for a minute."""

    token: str
