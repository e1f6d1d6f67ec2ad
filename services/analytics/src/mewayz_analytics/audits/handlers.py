"""The nightly audit."""

from mewayz_analytics.audits import service
from mewayz_analytics.audits.schemas import Mismatch
from mewayz_kit.events import every
from mewayz_kit.inbox import Work


@every("1d")
async def audit_buckets(work: Work) -> None:
    """Compare tonight's workspaces with their facts, each in a transaction of its own, and keep the result."""
    days = service.span(work.now)
    async with work.uow(writes=False) as uow:
        chosen = await service.sample(uow, days.last)
    cells = 0
    wrong: list[Mismatch] = []
    for workspace_id in chosen:
        async with work.uow() as uow:
            compared, mismatches = await service.compare(uow, workspace_id, days)
        cells, wrong = cells + compared, wrong + mismatches
    async with work.uow() as uow:
        await service.keep(uow, work.message_id, days, workspaces=len(chosen), cells=cells, wrong=wrong)
