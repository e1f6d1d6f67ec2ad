"""By what two records are taken for the same: one engine for the question at creation, for the one that is asked of
any data, and for the scan of everything that is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel

from mewayz_kit.uow import UnitOfWork

Keys = Mapping[str, Collection[str]]
"""Reason → the keys of one record: an equal key is a reason to take two records for the same."""
SHOWN = 5


class Candidate(BaseModel):
    """A stored record that looks the same, and by what."""

    id: UUID
    name: str
    reason: str


@dataclass(frozen=True)
class Source:
    """Where the keys of one reason are stored: the columns of the record's id and of the key, of live records only."""

    record: Any
    key: Any
    where: tuple[Any, ...]

    def select(self, *columns: Any) -> sa.Select[Any]:
        """These columns of every key that counts."""
        return sa.select(*columns).where(*self.where)


@dataclass(frozen=True)
class Likeness:
    """The reasons by which records of `model` look the same, the strongest first."""

    model: type[Any]
    sources: Mapping[str, Source] = field(default_factory=dict)

    async def candidates(
        self, uow: UnitOfWork, keys: Keys, *, but: Collection[UUID] = (), limit: int = SHOWN
    ) -> list[Candidate]:
        """Live records that share a key, oldest first, each with its strongest reason."""
        found: dict[UUID, str] = {}
        for reason, source in self.sources.items():
            if wanted := keys.get(reason):
                statement = source.select(source.record).where(source.key.in_(wanted)).distinct()
                for record_id in await uow.all(statement.order_by(source.record).limit(limit + len(but))):
                    found.setdefault(record_id, reason)
        if not found:
            return []
        named = sa.select(self.model.id, self.model.name).where(self.model.id.in_(found.keys() - set(but)))
        rows = await uow.execute(named.order_by(self.model.id).limit(limit))
        return [Candidate(id=row.id, name=row.name, reason=found[row.id]) for row in rows]

    async def keys_of(self, uow: UnitOfWork, record_id: UUID) -> Keys:
        """The keys of a stored record."""
        return {
            reason: list(await uow.all(source.select(source.key).where(source.record == record_id)))
            for reason, source in self.sources.items()
        }

    async def page(self, uow: UnitOfWork, reason: str, *, after: str, limit: int) -> Sequence[tuple[str, UUID]]:
        """The next keys after `after`, with who has them, in the order of the keys."""
        source = self.sources[reason]
        statement = source.select(source.key, source.record).where(source.key > after)
        rows = await uow.execute(statement.order_by(source.key, source.record).limit(limit))
        return [(key, record_id) for key, record_id in rows]
