"""Use-cases of a workspace's goals. The subscription row is the lock, as for features."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.features import service as features
from mewayz_workspace.entitlements.goals import queries
from mewayz_workspace.entitlements.goals.schemas import GoalChosen, GoalsChosen, WorkspaceGoals
from mewayz_workspace.entitlements.models import WorkspaceGoal

PRIMARY = "primary"


async def show(uow: UnitOfWork) -> WorkspaceGoals:
    """The goals with their names."""
    known = {goal.slug: goal for goal in await catalogue.goals(uow)}
    chosen = [slug for slug in await queries.slugs(uow) if slug in known]
    items = [
        GoalChosen(slug=slug, names=known[slug].names, icon=known[slug].icon, primary=index == 0)
        for index, slug in enumerate(chosen)
    ]
    return WorkspaceGoals(items=items)


async def choose(uow: UnitOfWork, data: GoalsChosen) -> None:
    """Replace the goals; features of goals that are gone are switched off, their data stays."""
    await check(uow, data.goals, data.primary)
    await entitlements.lock(uow)
    await store(uow, data.goals, data.primary or data.goals[0])
    await features.leave_goals(uow, data.goals)


async def check(uow: UnitOfWork, goals: Sequence[str], primary: str | None) -> None:
    """422 that points at each unknown or repeated goal."""
    known: Collection[str] = {goal.slug for goal in await catalogue.goals(uow)}
    errors = []
    for index, slug in enumerate(goals):
        if slug not in known:
            errors.append(_error(f"/goals/{index}", "unknown_goal", f"There is no goal {slug}."))
        elif slug in goals[:index]:
            errors.append(_error(f"/goals/{index}", "duplicate_goal", f"{slug} is named twice."))
    if primary is not None and primary not in goals:
        errors.append(_error("/primary", "not_a_goal", "The primary goal is one of the goals."))
    if errors:
        raise Unprocessable(detail="Some goals cannot be chosen.", errors=errors)


async def store(uow: UnitOfWork, goals: Sequence[str], primary: str) -> None:
    """Make these the goals; they have been checked, and the subscription row is locked."""
    await uow.execute(sa.delete(WorkspaceGoal))
    for position, slug in enumerate(goals):
        uow.add(WorkspaceGoal(goal=slug, position=position, primary_key=PRIMARY if slug == primary else None))
    await uow.flush()


def _error(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "message": message}
