"""Bodies of recovery codes."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Output


class RecoveryCodes(Output):
    """New recovery codes; all earlier ones are void."""

    recovery_codes: Annotated[list[str], Field(description="Ten single-use codes, shown this once.")]
