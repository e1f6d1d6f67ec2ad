"""Use-cases of assignment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mewayz_crm.assignment import repository
from mewayz_crm.assignment.models import AssignmentRule
from mewayz_crm.assignment.repository import rules
from mewayz_crm.assignment.rules import in_turn
from mewayz_crm.assignment.schemas import Assignment, AssignmentChange
from mewayz_crm.members import service as members
from mewayz_kit.uow import UnitOfWork

__all__ = ["assign_new", "change", "next_owners", "rules", "show"]


async def show(uow: UnitOfWork) -> Assignment:
    """The rule; without one nobody gets anything."""
    rule = await repository.present(uow)
    return Assignment.model_validate({"kinds": rule.kinds if rule else [], "user_ids": rule.user_ids if rule else []})


async def change(uow: UnitOfWork, *, data: AssignmentChange) -> Assignment:
    """Say who gets new records from now on."""
    kinds: list[str] = sorted(data.kinds)
    user_ids = [str(one) for one in data.user_ids]
    rule = await repository.present(uow, lock=True)
    if rule is None:
        await rules.create(uow, AssignmentRule(kinds=kinds, user_ids=user_ids))
    else:
        async with rules.changing(uow, rule):
            rule.kinds, rule.user_ids = kinds, user_ids
    return await show(uow)


async def assign_new(uow: UnitOfWork, *, kind: str, rows: Sequence[Any]) -> None:
    """Give new records without an owner to those whose turn it is."""
    orphans = [row for row in rows if row.owner_id is None]
    rule = await repository.present(uow) if orphans else None
    if rule is not None and kind in rule.kinds:
        for row, owner_id in zip(orphans, await next_owners(uow, rule=rule, count=len(orphans)), strict=False):
            row.owner_id = owner_id


async def next_owners(uow: UnitOfWork, *, rule: AssignmentRule, count: int) -> list[UUID]:
    """The next `count` owners in turn; none when everybody of the rule is away."""
    users = [UUID(text) for text in rule.user_ids]
    away = await members.away(uow, users) if users else set()
    here = [one for one in users if one not in away]
    if not here:
        return []
    return in_turn(here, first=await repository.take_turns(uow, rule.id, count), count=count)
