"""Answers of the back office."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.money import Money
from mewayz_kit.schema import Output


class SubscriptionCount(Output):
    """How many workspaces have a plan in a state."""

    plan: str
    state: str
    workspaces: int


class UsageTotal(Output):
    """A metric summed over all workspaces. `period` is empty for what is owned, `2026-11` for a month."""

    metric: str
    period: str
    used: int


class MonthlyRevenue(Output):
    """What subscriptions in one currency bring a month (MRR): the next renewal of each that is active or past due, as
    its owner sees it, a yearly one by the twelfth part. Trials, pauses and shares of revenue are not in it."""

    amount: Money
    subscriptions: Annotated[int, Field(description="How many bring something.")]


class Overview(Output):
    """Counts of this moment, from stored rows; history is in analytics."""

    as_of: datetime
    users_by_status: dict[str, int]
    signups_last_24_hours: int
    signups_last_7_days: int
    workspaces_by_status: dict[str, int]
    workspaces_created_last_24_hours: int
    workspaces_created_last_7_days: int
    members: Annotated[int, Field(description="Active memberships.")]
    subscriptions: list[SubscriptionCount]
    mrr: Annotated[list[MonthlyRevenue], Field(description="By currency; empty where nobody pays.")]
    tickets_by_state: dict[str, int]
    tickets_late: Annotated[int, Field(description="Living tickets that have missed a promise.")]
    contact_requests_waiting: int
    usage: Annotated[list[UsageTotal], Field(description="What is owned, and the present month in UTC.")]


class ServiceHealth(Output):
    """How one service answered its own `/readyz`; `milliseconds` is null when it did not."""

    service: str
    status: Literal["ready", "not_ready", "unreachable"]
    detail: str | None
    milliseconds: float | None


class Health(Output):
    """Every service, asked just now."""

    as_of: datetime
    ready: bool
    services: list[ServiceHealth]
