"""Bodies of revocations."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.schema import Output


class Revocations(Output):
    """What was revoked since a moment; ask again with `as_of`."""

    sessions: list[UUID]
    keys: list[UUID]
    kids: list[str]
    as_of: datetime
