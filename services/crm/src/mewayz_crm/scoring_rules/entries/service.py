"""What entries add up to."""

from uuid import UUID

from mewayz_crm.scoring_rules.entries import repository
from mewayz_crm.scoring_rules.rules import clamped
from mewayz_kit.uow import UnitOfWork


async def score_of(uow: UnitOfWork, contact_id: UUID) -> int | None:
    """The score of a contact from its live entries; null while nothing ever counted."""
    number, points = await repository.summed(uow, contact_id, at=uow.now)
    return clamped(points) if number else None
