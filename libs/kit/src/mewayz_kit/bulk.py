"""Bulk: many changes in one request, each of which succeeds or fails alone."""

from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from mewayz_kit.auth import Uow
from mewayz_kit.db import is_deadlock
from mewayz_kit.problems import translate
from mewayz_kit.schema import Input
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

BULK_LIMIT = 100


class Operation(Input):
    """One operation of a bulk request: `data` is a create or update body."""

    op: Literal["create", "update", "delete"]
    id: UUID | None = None
    if_match: str | None = None
    data: dict[str, Any] = {}


class Bulk(Input):
    """Up to 100 operations."""

    operations: Annotated[list[Operation], Field(min_length=1, max_length=BULK_LIMIT)]


class OperationResult(BaseModel):
    """The answer to one operation: `code` and `detail` are null when it succeeded."""

    status: int
    id: UUID | None
    code: str | None
    detail: str | None


class BulkResult(BaseModel):
    """One result per operation, in order."""

    results: list[OperationResult]


def add_bulk_route(router: APIRouter, resource: "Resource") -> None:
    """`POST /r/bulk`."""

    @router.post("/bulk", status_code=207)
    async def bulk(data: Bulk, p: Annotated[Principal, resource.need("write")], uow: Uow) -> BulkResult:
        """Up to 100 operations; each succeeds or fails alone, and `results` answers them in order."""
        return BulkResult(results=[await _operate(resource, uow, operation) for operation in data.operations])


async def _operate(resource: "Resource", uow: UnitOfWork, operation: Operation) -> OperationResult:
    try:
        async with uow.savepoint():
            return await _perform(resource, uow, operation)
    except Exception as error:  # one operation's failure is its own answer; a bug still ends the request
        if is_deadlock(error):
            raise  # the operations before it are undone as well
        problem = translate(error, metadata=uow.runtime.service.base.metadata)
        return OperationResult(status=problem.status, id=operation.id, code=problem.code, detail=problem.sentence)


async def _perform(resource: "Resource", uow: UnitOfWork, operation: Operation) -> OperationResult:
    if operation.op == "create" and resource.create_schema is not None:
        row = await resource.on_create(uow, resource.create_schema.model_validate(operation.data))
        return OperationResult(status=201, id=row.id, code=None, detail=None)
    if operation.id is None or (operation.op == "update" and resource.update_schema is None):
        return OperationResult(status=422, id=None, code="validation_failed", detail="This needs an id.")
    row = await resource.for_change(uow, operation.id, operation.if_match)
    if operation.op == "update" and resource.update_schema is not None:
        await resource.on_update(uow, row, resource.update_schema.model_validate(operation.data))
        return OperationResult(status=200, id=operation.id, code=None, detail=None)
    if not uow.principal.can(f"{resource.permission}:delete"):
        return OperationResult(status=403, id=operation.id, code="permission_denied", detail="No delete.")
    await resource.on_delete(uow, row)
    return OperationResult(status=204, id=operation.id, code=None, detail=None)
