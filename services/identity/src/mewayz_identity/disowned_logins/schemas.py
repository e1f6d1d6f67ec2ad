"""Bodies of disowned logins."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input


class Disown(Input):
    """The token of the link in the mail about a new device."""

    token: Annotated[str, Field(max_length=100)]
