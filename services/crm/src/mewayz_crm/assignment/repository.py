"""The stored rule."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.assignment.models import AssignmentRule
from mewayz_crm.assignment.schemas import AssignmentRuleRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

rules = Records(AssignmentRule, AssignmentRuleRead, entity="assignment_rule", tells=("created", "updated"))


async def present(uow: UnitOfWork, *, lock: bool = False) -> AssignmentRule | None:
    """The rule of the workspace."""
    statement = sa.select(AssignmentRule)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: AssignmentRule | None = await uow.scalar(statement)
    return found


async def take_turns(uow: UnitOfWork, rule_id: UUID, count: int) -> int:
    """Take the next `count` turns and answer the first; who comes at the same time waits for the ones after."""
    mine = col(AssignmentRule.id) == rule_id
    change = sa.update(AssignmentRule).where(mine).values(turn=col(AssignmentRule.turn) + count)
    await uow.execute(change.execution_options(synchronize_session=False))
    return int(await uow.scalar(sa.select(col(AssignmentRule.turn)).where(mine))) - count
