"""Use-cases of pipelines."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.pipelines.models import Pipeline
from mewayz_crm.pipelines.repository import main_pipeline, pipelines
from mewayz_crm.pipelines.schemas import PipelineCreate
from mewayz_crm.pipelines.stages import service as stages
from mewayz_kit.errors import Conflict
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = ["create", "default", "delete", "ensure_default", "pipelines", "update"]


async def create(uow: UnitOfWork, data: PipelineCreate) -> Pipeline:
    """A pipeline with its first stages; the first one of a workspace is the default."""
    currency = data.currency or (await uow.runtime.tenants.get(uow.workspace_id)).currency
    first = await main_pipeline(uow) is None
    row = await pipelines.create(uow, Pipeline(name=data.name, currency=currency, main=first or None))
    await stages.lay_out(uow, row.id)
    return row


async def ensure_default(uow: UnitOfWork, *, currency: str) -> Pipeline:
    """The default pipeline, made if there is none; of two that make it at once, one wins for both."""
    known = await main_pipeline(uow)
    if known is not None:
        return known
    try:
        async with uow.savepoint():
            return await create(uow, PipelineCreate(name="Sales", currency=currency))
    except IntegrityError:
        made = await main_pipeline(uow)
        if made is None:
            raise
        return made


async def default(uow: UnitOfWork) -> Pipeline:
    """Where a deal goes that names no pipeline."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    return await ensure_default(uow, currency=tenant.currency)


async def update(uow: UnitOfWork, row: Pipeline, patch: Any) -> Pipeline:
    """Rename, or make it the default; the old default steps back first, because the database allows only one."""
    values = given(patch)
    if values.pop("is_default", None) and not row.main:
        former = await main_pipeline(uow, lock=True)
        if former is not None:
            async with pipelines.changing(uow, former):
                former.main = None
        values["main"] = True
    async with pipelines.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
    return row


async def delete(uow: UnitOfWork, row: Pipeline) -> None:
    """Delete a pipeline without deals that is not the default one."""
    if row.main:
        raise Conflict("default_pipeline", "Make another pipeline the default one first.")
    try:
        async with uow.savepoint():
            await pipelines.delete(uow, row)
    except IntegrityError as error:
        raise Conflict("pipeline_in_use", "The pipeline has deals; move or delete them first.") from error


async def currency_of(uow: UnitOfWork, pipeline_id: UUID) -> str:
    """What the forecast of a pipeline is in."""
    return (await uow.get(Pipeline, pipeline_id)).currency
