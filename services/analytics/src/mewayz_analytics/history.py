"""How far back the plan of a workspace lets anybody look."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mewayz_analytics.calendars import midnight, today
from mewayz_kit.tenants import UNLIMITED, Tenant
from mewayz_kit.uow import UnitOfWork

LIMIT = "analytics.history_days"
ALL_DAYS = 36_500
"""No workspace is older than a century; a larger limit means the same and would leave the calendar."""


async def tenant_of(uow: UnitOfWork) -> Tenant:
    """The workspace with a plan as new as the caller's token says."""
    return await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)


def history_start(tenant: Tenant, now: datetime) -> date | None:
    """The first date the plan shows: today and `analytics.history_days` days before it; None is no limit."""
    days = tenant.limit(LIMIT)
    return None if days == UNLIMITED else today(now, ZoneInfo(tenant.timezone)) - timedelta(days=min(days, ALL_DAYS))


def history_moment(tenant: Tenant, now: datetime) -> datetime | None:
    """The moment that first date begins."""
    start = history_start(tenant, now)
    return None if start is None else midnight(start, ZoneInfo(tenant.timezone))
