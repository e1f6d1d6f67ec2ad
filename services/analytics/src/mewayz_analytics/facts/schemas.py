"""Bodies of facts."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Output


class FactRead(Output):
    """One fact. `id` is the event's; `value` is an integer, money in minor units of `currency`."""

    id: UUID
    type: str = Field(examples=["crm.deal.won.v1"])
    actor: str | None = Field(description="Who did it; null without the permission analytics.persons:read.")
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    value: int | None
    currency: str | None
    dimensions: dict[str, str | int | bool | None]
