"""The routes of finding and merging, the same on contacts, companies and leads."""

from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mewayz_crm.likeness import Candidate
from mewayz_crm.merges.schemas import MergeRequest, MergeResult
from mewayz_kit.auth import Uow
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Input, each_once
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

Like = TypeVar("Like", bound=BaseModel)


class WhoLooksLike(Input, Generic[Like]):
    """Somebody who may be there already (`data`), or stored records (`ids`)."""

    data: Like | None = None
    ids: Annotated[list[UUID], Field(max_length=50), AfterValidator(each_once)] = []

    @model_validator(mode="after")
    def _one(self) -> "WhoLooksLike[Like]":
        if (self.data is None) == (not self.ids):
            raise ValueError("ask by data or by ids")
        return self


class Lookalikes(BaseModel):
    """The stored records that look like one; `id` is null for data."""

    id: UUID | None
    candidates: list[Candidate]


class AllLookalikes(BaseModel):
    """One entry for the data, or for each id in order."""

    items: list[Lookalikes]


async def _lookalikes(records: Any, uow: UnitOfWork, asked: WhoLooksLike[Any]) -> AllLookalikes:
    if asked.data is not None:
        found = await records.likeness.candidates(uow, records.keys(asked.data))
        return AllLookalikes(items=[Lookalikes(id=None, candidates=found)])
    items = [Lookalikes(id=one, candidates=await records.duplicates_of(uow, one)) for one in asked.ids]
    return AllLookalikes(items=items)


def add_merge_routes(resource: Resource, *, like: type[BaseModel]) -> None:
    """`POST /r/duplicates` and `POST /r/{id}/merge`."""
    records: Any = resource.records
    Asked, Read = WhoLooksLike[like], records.read  # type: ignore[valid-type]

    @resource.router.post("/duplicates")
    async def duplicates(
        data: Asked,  # type: ignore[valid-type]
        p: Annotated[Principal, resource.need("read")],
        uow: Uow,
    ) -> AllLookalikes:
        """Stored records that look the same, at most five, and by what: an equal address, name, number or domain."""
        return await _lookalikes(records, uow, data)

    @resource.router.post("/{record_id}/merge", response_model=MergeResult[Read])  # type: ignore[valid-type]
    async def merge(
        record_id: Id, data: MergeRequest, p: Annotated[Principal, resource.need("write")], uow: Uow
    ) -> Any:
        """Let other records go into this one, which gets everything that is linked to them; they are deleted.

        All or nothing, and final: a merged id is 404 with `merged_into` from now on. Asked again, it answers the same.
        Publishes a `merged` event per record, before its `deleted` one.
        """
        return await records.merge(uow, survivor_id=record_id, ids=data.ids, how=data)
