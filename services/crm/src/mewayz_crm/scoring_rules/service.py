"""Use-cases of scoring rules."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.filters import service as filters
from mewayz_crm.filters.schemas import Filter
from mewayz_crm.scoring_rules import counting, repository
from mewayz_crm.scoring_rules.counting import count, give
from mewayz_crm.scoring_rules.entries import repository as entries
from mewayz_crm.scoring_rules.entries.repository import forget
from mewayz_crm.scoring_rules.entries.schemas import ScoreEntryRead
from mewayz_crm.scoring_rules.models import ScoringRule
from mewayz_crm.scoring_rules.rules import check_about, clamped
from mewayz_crm.scoring_rules.schemas import ScoreRead, ScoringRuleCreate, Simulation
from mewayz_kit.errors import Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "count",
    "create",
    "delete",
    "explain",
    "forget",
    "give",
    "of_contacts",
    "scoring_rules",
    "simulate",
    "update",
]
scoring_rules = repository.rules
SHOWN = 200
"""Entries that explain a score."""


async def create(uow: UnitOfWork, data: ScoringRuleCreate) -> ScoringRule:
    """A rule that counts from now on."""
    row = ScoringRule(**data.model_dump(exclude={"filter"}), filter=await _read(uow, data.filter))
    _check(row)
    return await scoring_rules.create(uow, row)


async def update(uow: UnitOfWork, row: ScoringRule, patch: Any) -> ScoringRule:
    """Change what deeds to come are worth."""
    values = given(patch)
    if "filter" in values:
        values["filter"] = await _read(uow, values["filter"])
    async with scoring_rules.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
        _check(row)
    return row


async def delete(uow: UnitOfWork, row: ScoringRule) -> None:
    """Delete a rule, and take back what it has given."""
    await scoring_rules.delete(uow, row)
    counting.begin_taking_back(uow, row.id)


async def simulate(uow: UnitOfWork, *, rule_id: UUID, contact_id: UUID) -> Simulation:
    """What one more deed of a contact would do to its score now; changes nothing."""
    rule = await scoring_rules.get(uow, rule_id)
    contact = await contacts.contacts.read_one(uow, contact_id)
    refused_by = await counting.refused_by(uow, rule, contact.id)
    _, points = await entries.summed(uow, contact.id, at=uow.now)
    after = contact.score if refused_by else clamped(points + rule.points)
    return Simulation.model_validate(
        {"counts": refused_by is None, "refused_by": refused_by, "score": contact.score, "score_after": after}
    )


async def explain(uow: UnitOfWork, *, contact_id: UUID) -> ScoreRead:
    """The score of a contact, entry by entry."""
    contact = await contacts.contacts.read_one(uow, contact_id)
    _, points = await entries.summed(uow, contact.id, at=uow.now)
    return ScoreRead(score=contact.score, points=points, entries=await of_contacts(uow, [contact.id]))


async def of_contacts(uow: UnitOfWork, contact_ids: Collection[UUID]) -> list[ScoreEntryRead]:
    """The newest entries of some contacts."""
    return await entries.entries.show_rows(uow, await entries.newest(uow, contact_ids, limit=SHOWN))


async def _read(uow: UnitOfWork, tree: Filter | None) -> dict[str, Any] | None:
    if tree is None:
        return None
    await filters.as_given(uow, "contact", tree)
    return tree.stored()


def _check(row: ScoringRule) -> None:
    try:
        check_about(row.trigger, row.about, ContactRead.model_fields)
    except ValueError as error:
        raise Unprocessable.field("/about", "invalid_value", f"It {error}.") from error
