"""Use-cases of stages."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.pipelines.models import Pipeline
from mewayz_crm.pipelines.rules import FIRST_STAGES, ORDER, placed
from mewayz_crm.pipelines.stages.models import Stage
from mewayz_crm.pipelines.stages.repository import locked, of_pipeline, stages
from mewayz_crm.pipelines.stages.schemas import StageCreate
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = ["Stage", "locked", "of_pipeline", "stages"]


async def lay_out(uow: UnitOfWork, pipeline_id: UUID) -> None:
    """The stages of a new pipeline."""
    for position, plan in enumerate(FIRST_STAGES):
        await stages.create(
            uow,
            Stage(
                pipeline_id=pipeline_id,
                name=plan.name,
                kind=plan.kind,
                position=position,
                probability=plan.probability,
            ),
        )


async def create(uow: UnitOfWork, data: StageCreate) -> Stage:
    """Add an open stage after the other open ones."""
    if await uow.find(Pipeline, data.pipeline_id, lock=True) is None:
        raise Unprocessable.field("/pipeline_id", "unknown_reference", "There is no such record.")
    present = await of_pipeline(uow, data.pipeline_id)
    row = Stage(**data.model_dump(), kind="open", position=len(present))
    await stages.create(uow, row)
    await _number(uow, [*present, row])
    return row


async def update(uow: UnitOfWork, stage: Stage, patch: object) -> Stage:
    """Change a stage; the chance of won and lost is fixed."""
    values = given(patch)  # type: ignore[arg-type]
    if stage.kind != "open" and values.get("probability", stage.probability) != stage.probability:
        raise Unprocessable.field("/probability", "fixed_probability", "Won is 100 % and lost 0 %.")
    async with stages.changing(uow, stage):
        for name, value in values.items():
            setattr(stage, name, value)
    return stage


async def move(uow: UnitOfWork, *, stage_id: UUID, after: UUID | None) -> Stage:
    """Put an open stage after another open one of its pipeline, or first."""
    stage = await stages.get(uow, stage_id)
    await uow.get(Pipeline, stage.pipeline_id, lock=True)
    present = {other.id: other for other in await of_pipeline(uow, stage.pipeline_id)}
    if stage.kind != "open":
        raise Conflict("stage_fixed", "Won and lost stay at the end.")
    before = present.get(after) if after else None
    if after is not None and (before is None or before.kind != "open" or before.id == stage_id):
        raise Unprocessable.field("/after", "unknown_reference", "There is no such open stage in this pipeline.")
    await _number(uow, placed(list(present.values()), present[stage_id], after=before))
    return present[stage_id]


async def delete(uow: UnitOfWork, stage: Stage) -> None:
    """Delete an empty open stage that is not the last one."""
    await uow.get(Pipeline, stage.pipeline_id, lock=True)
    present = await of_pipeline(uow, stage.pipeline_id)
    if stage.kind != "open":
        raise Conflict("stage_fixed", "Every pipeline keeps its won and its lost stage.")
    if sum(other.kind == "open" for other in present) == 1:
        raise Conflict("last_open_stage", "A pipeline keeps at least one open stage.")
    await stages.delete(uow, stage)
    await _number(uow, [other for other in present if other.id != stage.id])


async def _number(uow: UnitOfWork, ordered: Sequence[Stage]) -> None:
    """Positions 0, 1, 2 …: open ones first, then won and lost."""
    for position, stage in enumerate(sorted(ordered, key=lambda stage: ORDER[stage.kind])):
        if stage.position != position:
            async with stages.changing(uow, stage):
                stage.position = position
