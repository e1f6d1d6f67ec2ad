"""Stored scoring rules."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.filters import service as filters
from mewayz_crm.scoring_rules.models import ScoringRule
from mewayz_crm.scoring_rules.schemas import ScoringRuleRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

rules = Records(ScoringRule, ScoringRuleRead, entity="scoring_rule")


async def listening(uow: UnitOfWork, trigger: str) -> Sequence[ScoringRule]:
    """The active rules that this kind of deed concerns, oldest first."""
    active = sa.select(ScoringRule).where(col(ScoringRule.trigger) == trigger, col(ScoringRule.active).is_(True))
    return await uow.all(active.order_by(col(ScoringRule.id)))


async def means(uow: UnitOfWork, tree: Mapping[str, Any] | None, contact_id: UUID) -> bool:
    """Whether a stored filter means a live contact now; none means everybody."""
    if tree is None:
        return True
    condition = await filters.as_stored(uow, "contact", tree)
    meant = sa.select(col(Contact.id)).where(col(Contact.id) == contact_id, condition)
    return await uow.scalar(meant) is not None
