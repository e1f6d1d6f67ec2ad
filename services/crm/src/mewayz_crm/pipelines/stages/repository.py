"""Stored stages."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.pipelines.stages.models import Stage
from mewayz_crm.pipelines.stages.schemas import StageRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

stages = Records(Stage, StageRead, entity="stage")


async def of_pipeline(uow: UnitOfWork, pipeline_id: UUID) -> Sequence[Stage]:
    """The stages of a pipeline, in order."""
    statement = sa.select(Stage).where(col(Stage.pipeline_id) == pipeline_id)
    return await uow.all(statement.order_by(col(Stage.position), col(Stage.id)))


async def locked(uow: UnitOfWork, stage_ids: Collection[UUID]) -> dict[UUID, Stage]:
    """These stages, held until the end of the transaction; always taken in one order."""
    statement = sa.select(Stage).where(col(Stage.id).in_(stage_ids)).order_by(col(Stage.id))
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return {stage.id: stage for stage in await uow.all(statement)}
