"""Bodies of the overview."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Output


class Overview(Output):
    """Measured counts at one moment."""

    users_by_status: dict[str, int]
    registered_last_24_hours: int
    living_sessions: Annotated[int, Field(description="Sessions that are neither revoked nor over.")]
    staff_without_second_factor: int
    erasures_by_state: Annotated[dict[str, int], Field(description="Deletions of accounts, `blocked` ones too.")]
    as_of: datetime
