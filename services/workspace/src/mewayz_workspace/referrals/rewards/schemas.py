"""Bodies of rewards."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.money import Money
from mewayz_kit.schema import Record


class RewardRead(Record):
    """A reward. `state`: pending (held until `approve_at`), approved, booked (in the wallet), clawed_back, reversed.
    `kept_amount`: what the platform keeps of it, in minor units."""

    attribution_id: UUID
    program_id: UUID
    kind: str
    code_id: UUID
    rule: str
    amount: Money
    kept_amount: int
    state: str
    approve_at: datetime
    approved_at: datetime | None
    reason: str | None


class StaffRewardRead(RewardRead):
    """A reward for review. `source_ref`: what was paid."""

    workspace_id: UUID
    source_ref: str
