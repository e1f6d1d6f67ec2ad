"""Checks by the clock, and what domains do when the plan changes."""

from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.domains import service
from mewayz_workspace.domains.looking import look
from mewayz_workspace.entitlements.events import EntitlementsChanged


class Check(BaseModel):
    """Which domain to look at."""

    domain_id: UUID


@every("10m")
async def check_hosts(uow: UnitOfWork) -> None:
    """Proven hosts once a day, new claims every hour."""
    for domain_id, workspace_id in await service.due(uow):
        async with uow.within(workspace_id=workspace_id):
            uow.enqueue(check_host, Check(domain_id=domain_id))


@job
async def check_host(data: Check, work: Work) -> None:
    """Look, then note what it means; a domain that is gone by now is left alone."""
    async with work.uow(writes=False) as reading:
        row = await reading.find(service.records.model, data.domain_id)
    if row is None:
        return
    finding = await look(work.runtime, row.host)
    async with work.uow() as uow:
        if await uow.find(service.records.model, data.domain_id) is not None:
            await service.apply(uow, data.domain_id, finding, daily=True)


@on(EntitlementsChanged)
async def settle_domains_of_plan(event: EntitlementsChanged, uow: UnitOfWork) -> None:
    """A smaller plan freezes the latest domains, a larger one thaws them."""
    await service.settle(uow)
