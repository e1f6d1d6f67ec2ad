"""Use-cases of results: the statistics of a campaign, and the winner of its test.

Nothing is counted along: every figure is a sum over rows, so none can drift.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mewayz_crm.campaigns.models import Campaign
from mewayz_crm.campaigns.recipients.repository import count_by
from mewayz_crm.campaigns.results.rules import figures
from mewayz_crm.campaigns.results.schemas import CampaignStats
from mewayz_crm.campaigns.rules import winner
from mewayz_crm.campaigns.sending.chain import follow
from mewayz_crm.campaigns.sending.schemas import Decide, Step
from mewayz_crm.campaigns.service import campaigns
from mewayz_crm.mail_events.sums import Event, messages_by
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

KINDS = {"clicks": "click", "opens": "open"}


async def stats(uow: UnitOfWork, campaign_id: UUID) -> CampaignStats:
    """What has become of a campaign until now."""
    row = await campaigns.get(uow, campaign_id)
    with uow.scope.seeing_all("sums name nobody"):
        counted = await count_by(uow, campaign_id)
        events = await messages_by(uow, Event.campaign_id == campaign_id)
    variants = []
    for place, variant in enumerate(row.variants):
        own = figures(
            ((one.state, one.skip_reason, one.number) for one in counted if one.variant == place),
            ((kind, every, human) for step, kind, every, human in events if str(step) == variant["id"]),
        )
        variants.append({"variant": place, "id": variant["id"], **own})
    total = figures(
        ((one.state, one.skip_reason, one.number) for one in counted),
        ((kind, every, human) for _, kind, every, human in events),
    )
    return CampaignStats.model_validate({**total, "variants": variants})


async def decide(uow: UnitOfWork, timer: Decide) -> None:
    """Let the better variant go to the rest, once, when the wait is over."""
    row = await uow.find(Campaign, timer.campaign_id, lock=True)
    if row is None or row.ab_test is None or row.decide_at != timer.at or row.winner is not None:
        return
    scores = await _scores(uow, row, row.ab_test)
    async with campaigns.changing(uow, row):
        row.winner = winner(scores)
        if row.state == "running":
            row.run = new_id()
    if row.state == "running" and row.run is not None:
        follow(uow, Step(campaign_id=row.id, run=row.run))


async def _scores(uow: UnitOfWork, row: Campaign, test: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Per variant: mails to which a human reacted, and mails sent."""
    reacted = {
        str(step): human
        for step, kind, _, human in await messages_by(uow, Event.campaign_id == row.id)
        if kind == KINDS[test["by"]]
    }
    sent = {one.variant: one.number for one in await count_by(uow, row.id) if one.state == "sent"}
    return [(reacted.get(variant["id"], 0), sent.get(place, 0)) for place, variant in enumerate(row.variants)]
