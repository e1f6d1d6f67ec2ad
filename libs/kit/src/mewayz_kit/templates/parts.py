"""How records of one kind become parts of templates, and parts become records."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from pydantic import Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from mewayz_kit.records import Records
from mewayz_kit.schema import Output
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.service import Service

AN_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
"""An id, also within a link: of one workspace it means nothing in another."""
PART = "$part"
"""`{"$part": part_id}` in a payload stands where the id of the record of another part goes."""


class Part(Output):
    """One record of a package. Those it refers to (`refs`) have a lower `stage`."""

    part_id: str = Field(min_length=1, max_length=64)
    service: str
    type: str
    stage: int
    payload: dict[str, Any]
    refs: list[str]


class PartRow(WorkspaceScoped, SQLModel):
    """What became of one part. `print` is that of the payload it had when the installation last wrote it, by which an
    edit is seen; `before` is what to go back to while an update may still be reverted."""

    installation_id: UUID = Column(primary_key=True)
    part_id: str = Column(primary_key=True, max_length=64)
    type: str = Column(max_length=60)
    record_id: UUID
    hidden: bool = True
    print: str = Column(max_length=64)
    before: dict[str, Any] | None = Column(default=None, sa_type=Json, nullable=True)


@dataclass(frozen=True, slots=True)
class Ref:
    """In a payload: the record of another part."""

    type: str
    id: UUID


class PartType:
    """How records of one kind leave and come in. `feature` must be on in the workspace they come into."""

    def __init__(self, type: str, records: Records[Any, Any], *, feature: str) -> None:
        self.type, self.records, self.feature = type, records, feature

    async def payload(self, uow: UnitOfWork, row: Any) -> dict[str, Any]:
        """What leaves of a record; also that by which an edit is seen."""
        raise NotImplementedError

    async def make(self, uow: UnitOfWork, payload: dict[str, Any]) -> Any:
        """A new record, which does nothing by itself yet."""
        raise NotImplementedError

    async def replace(self, uow: UnitOfWork, row: Any, payload: dict[str, Any]) -> None:
        """Another payload for a record of this workspace."""
        raise NotImplementedError

    async def in_use(self, uow: UnitOfWork, row: Any) -> bool:
        """Whether people see or get it by now: then nothing but its workspace changes it."""
        return False

    async def remove(self, uow: UnitOfWork, row: Any) -> None:
        """An ordinary delete; `Conflict` while something else of the workspace needs it."""
        await self.records.delete(uow, row)

    async def set_hidden(self, uow: UnitOfWork, row: Any, hidden: bool) -> None:
        """Make it as if deleted, or there; the place it takes in the plan stays taken."""
        row.deleted_at = uow.now if hidden else None
        await uow.flush()

    async def print(self, uow: UnitOfWork, row: Any) -> str:
        """The same for the same content."""
        return hashlib.sha256(orjson.dumps(await self.plain(uow, row), option=orjson.OPT_SORT_KEYS)).hexdigest()

    async def plain(self, uow: UnitOfWork, row: Any) -> dict[str, Any]:
        """Its payload with the ids of this workspace."""
        found: dict[str, Any] = put(await self.payload(uow, row), lambda ref: str(ref.id))
        return found


def part_types(service: "Service") -> dict[str, PartType]:
    """Those of all features."""
    return {one.type: one for feature in service.features for one in feature.part_types}


def put(value: Any, name: Callable[[Ref], Any]) -> Any:
    """A payload with something else in the place of each reference."""
    if isinstance(value, dict):
        return {key: put(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [put(one, name) for one in value]
    return name(value) if isinstance(value, Ref) else value
