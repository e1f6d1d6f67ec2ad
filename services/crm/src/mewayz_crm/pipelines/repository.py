"""Stored pipelines."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.pipelines.models import Pipeline
from mewayz_crm.pipelines.schemas import PipelineRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _flags(_uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: {"is_default": bool(row["main"])} for row in rows}


pipelines = Records(Pipeline, PipelineRead, entity="pipeline", extend=_flags)


async def main_pipeline(uow: UnitOfWork, *, lock: bool = False) -> Pipeline | None:
    """The default pipeline of the workspace."""
    statement = sa.select(Pipeline).where(col(Pipeline.main).is_not(None))
    found: Pipeline | None = await uow.scalar(statement.with_for_update() if lock else statement)
    return found
