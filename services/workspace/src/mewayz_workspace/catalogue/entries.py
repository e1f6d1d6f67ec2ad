"""Use-cases of goals, features and industries: what staff may make and change of them."""

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.catalogue.models import Feature, Goal, Industry
from mewayz_workspace.catalogue.schemas import EntryRead, FeatureRead, FeatureUpdate, IndustryRead

MADE_AND_CHANGED = ("created", "updated")
goals = StaffRecords(Goal, EntryRead, entity="goal", public=False, tells=MADE_AND_CHANGED)
features = StaffRecords(Feature, FeatureRead, entity="feature", public=False, tells=("updated",))
industries = StaffRecords(Industry, IndustryRead, entity="industry", public=False, tells=MADE_AND_CHANGED)


async def create_industry(uow: UnitOfWork, data: Any) -> SQLModel:
    """A line of business, whose suggested goals have to be there."""
    await _refuse_unknown_goals(uow, data.goals)
    return await industries.create(uow, data)


async def update_industry(uow: UnitOfWork, row: Any, patch: Any) -> SQLModel:
    """Change a line of business."""
    await _refuse_unknown_goals(uow, given(patch).get("goals") or ())
    return await industries.update(uow, row, patch)


async def update_feature(uow: UnitOfWork, row: Any, patch: FeatureUpdate) -> SQLModel:
    """Change where a feature belongs and what it needs; 422 `circular` if features came to need themselves."""
    values = given(patch)
    await _refuse_unknown_goals(uow, values.get("goals") or ())
    if needed := values.get("requires"):
        # Locked, so that two changes cannot close a circle together.
        rows = await uow.all(sa.select(Feature).order_by(col(Feature.id)).with_for_update())
        _refuse_bad_needs(row.slug, needed, {other.slug: other.requires for other in rows})
    return await features.update(uow, row, patch)


def _refuse_bad_needs(slug: str, needed: Collection[str], graph: Mapping[str, Collection[str]]) -> None:
    if unknown := sorted(set(needed) - graph.keys()):
        raise Unprocessable.field("/requires", "unknown_feature", f"There is no feature {unknown[0]}.")
    try:
        TopologicalSorter({**graph, slug: needed}).prepare()
    except CycleError as error:
        names = ", ".join(error.args[1])
        raise Unprocessable.field("/requires", "circular", f"These would need each other: {names}.") from error


async def _refuse_unknown_goals(uow: UnitOfWork, slugs: Collection[str]) -> None:
    known = set(await uow.all(sa.select(col(Goal.slug)))) if slugs else set()
    if unknown := sorted(set(slugs) - known):
        raise Unprocessable.field("/goals", "unknown_goal", f"There is no goal {unknown[0]}.")
