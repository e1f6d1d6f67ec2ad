"""Bodies of charges."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.money import Money
from mewayz_kit.schema import Record
from mewayz_workspace.billing.quotes.schemas import LineShown


class ChargeRead(Record):
    """An amount due. `state`: open, paying, paid, failed, void, refunded. `payment`: what to do next, as finance
    says it; null until there is something to do. `expires_at`: void then if unpaid.
    """

    reason: str
    period_key: str
    state: str
    change_id: UUID | None
    lines: list[LineShown]
    total: Money
    period_start: datetime | None
    period_end: datetime | None
    payment_id: UUID | None
    payment: dict[str, Any] | None
    failure: str | None
    refunded_amount: int
    disputed_at: datetime | None
    paid_at: datetime | None
    expires_at: datetime | None
