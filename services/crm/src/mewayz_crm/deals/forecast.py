"""What the open deals of a pipeline may bring."""

from datetime import date
from uuid import UUID

from mewayz_crm.deals import repository
from mewayz_crm.deals.rules import converted, weighted
from mewayz_crm.deals.schemas import Forecast, StageForecast
from mewayz_crm.pipelines import service as pipelines
from mewayz_crm.pipelines.stages import service as stages
from mewayz_kit.money import Money, total
from mewayz_kit.uow import UnitOfWork


async def forecast(uow: UnitOfWork, *, pipeline_id: UUID, since: date | None, until: date | None) -> Forecast:
    """Plain and weighted sums per stage; each deal is rounded by itself, so sums equal those over the rows shown.

    With `since` or `until` (both included) only deals with an expected close in that range count.
    """
    currency = await pipelines.currency_of(uow, pipeline_id)
    lines = {
        stage.id: StageForecast(
            stage_id=stage.id,
            name=stage.name,
            probability=stage.probability,
            count=0,
            total=Money.zero(currency),
            weighted=Money.zero(currency),
        )
        for stage in await stages.of_pipeline(uow, pipeline_id)
        if stage.kind == "open"
    }
    for value in await repository.open_values(uow, pipeline_id, since=since, until=until):
        line = lines[value.stage_id]
        line.count += value.deals
        if value.amount is None:
            continue
        amount = Money(amount=value.amount, currency=value.currency)
        chance = line.probability if value.probability is None else value.probability
        line.total += converted(amount, value.fx_rate, currency).times(value.deals)
        line.weighted += converted(weighted(amount, chance), value.fx_rate, currency).times(value.deals)
    found = list(lines.values())
    return Forecast(
        pipeline_id=pipeline_id,
        count=sum(line.count for line in found),
        total=total([line.total for line in found], currency),
        weighted=total([line.weighted for line in found], currency),
        stages=found,
    )
