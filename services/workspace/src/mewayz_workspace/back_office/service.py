"""Use-cases of the back office."""

import asyncio
from datetime import timedelta
from time import perf_counter

from mewayz_kit.errors import Problem, Unavailable
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.back_office import repository
from mewayz_workspace.back_office.schemas import (
    Health,
    MonthlyRevenue,
    Overview,
    ServiceHealth,
    SubscriptionCount,
    UsageTotal,
)
from mewayz_workspace.billing.revenue import service as revenue
from mewayz_workspace.tickets import desk

TIMEOUT = 2.0


async def measure(uow: UnitOfWork) -> Overview:
    """The counts and amounts of this moment."""
    now = uow.now
    day, week = now - timedelta(hours=24), now - timedelta(days=7)
    with uow.unscoped("staff counts over every workspace"):
        tickets, late = await desk.counts(uow)
        return Overview(
            as_of=now,
            users_by_status=dict(await repository.users(uow)),
            signups_last_24_hours=await repository.signed_up_since(uow, day),
            signups_last_7_days=await repository.signed_up_since(uow, week),
            workspaces_by_status=dict(await repository.workspaces(uow)),
            workspaces_created_last_24_hours=await repository.founded_since(uow, day),
            workspaces_created_last_7_days=await repository.founded_since(uow, week),
            members=await repository.members(uow),
            subscriptions=[SubscriptionCount.model_validate(row) for row in await repository.subscriptions(uow)],
            mrr=await _mrr(uow),
            tickets_by_state=tickets,
            tickets_late=late,
            contact_requests_waiting=await repository.waiting_requests(uow),
            usage=[UsageTotal.model_validate(row) for row in await repository.usage(uow, ["", f"{now:%Y-%m}"])],
        )


async def _mrr(uow: UnitOfWork) -> list[MonthlyRevenue]:
    found = await revenue.monthly(uow)
    return [
        MonthlyRevenue(amount=one.money(currency), subscriptions=one.subscriptions)
        for currency, one in sorted(found.items())
    ]


async def examine(runtime: Runtime) -> Health:
    """Ask every service of this house for itself, all at once; no transaction is open meanwhile."""
    house = runtime.settings.services or runtime.service.calls
    asked = [name for name in runtime.service.calls if name in house]
    own, *others = await asyncio.gather(_own(runtime), *(_ask(runtime, name) for name in asked))
    found = sorted([own, *others], key=lambda one: one.service)
    return Health(as_of=runtime.clock.now(), ready=all(one.status == "ready" for one in found), services=found)


async def _own(runtime: Runtime) -> ServiceHealth:
    began = perf_counter()
    try:
        await runtime.db.ping()
    except Exception as error:  # whatever is wrong with the database, this service cannot work
        return _shown(runtime.service.name, "not_ready", type(error).__name__, began)
    return _shown(runtime.service.name, "ready", None, began)


async def _ask(runtime: Runtime, name: str) -> ServiceHealth:
    began = perf_counter()
    try:
        answer = await runtime.client.call(name, "GET", "/readyz", timeout=TIMEOUT, retry=False)
    except Unavailable as problem:
        status = "not_ready" if "cannot answer" in problem.detail else "unreachable"
        return _shown(name, status, problem.detail, began if status == "not_ready" else None)
    except Problem as problem:
        return _shown(name, "not_ready", problem.detail or problem.code, began)
    ready = isinstance(answer, dict) and answer.get("status") == "ready"
    return _shown(name, "ready" if ready else "not_ready", None if ready else "It gave no answer.", began)


def _shown(name: str, status: str, detail: str | None, began: float | None) -> ServiceHealth:
    taken = None if began is None else round((perf_counter() - began) * 1000, 1)
    return ServiceHealth.model_validate({"service": name, "status": status, "detail": detail, "milliseconds": taken})
