"""Events of deals beyond created, updated and deleted."""

from uuid import UUID

from mewayz_kit.events import Event
from mewayz_kit.money import Money


class DealStageChanged(Event, type="crm.deal.stage_changed.v1", subject="deal_id"):
    """A deal came to another stage; winning, losing and reopening are such changes too."""

    deal_id: UUID
    name: str
    pipeline_id: UUID
    from_stage_id: UUID
    to_stage_id: UUID
    contact_ids: list[UUID]
    company_id: UUID | None
    owner_id: UUID | None


class _DealOutcome(Event, type="crm.deal.outcome.v1", subject="deal_id"):
    deal_id: UUID
    name: str
    pipeline_id: UUID
    stage_id: UUID
    amount: Money | None
    contact_ids: list[UUID]
    company_id: UUID | None
    owner_id: UUID | None


class DealWon(_DealOutcome, type="crm.deal.won.v1", subject="deal_id"):
    """A deal was won."""


class DealLost(_DealOutcome, type="crm.deal.lost.v1", subject="deal_id"):
    """A deal was lost."""

    lost_reason: str


class DealReopened(_DealOutcome, type="crm.deal.reopened.v1", subject="deal_id"):
    """A won or lost deal is open again."""
