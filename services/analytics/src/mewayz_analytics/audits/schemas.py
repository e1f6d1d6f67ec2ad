"""Bodies of audits."""

from datetime import date
from uuid import UUID

from mewayz_kit.schema import Output, Record


class Mismatch(Output):
    """One bucket that is not what its facts add up to. `start` is Unix time."""

    workspace_id: UUID
    metric: str
    start: int
    dimension: str
    currency: str
    bucket: int
    facts: int


class AuditRead(Record):
    """One nightly comparison: `wrong` of `cells` buckets differed, the first 100 are listed."""

    since: date
    until: date
    workspaces: int
    cells: int
    wrong: int
    mismatches: list[Mismatch]
