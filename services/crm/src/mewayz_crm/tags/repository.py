"""Stored tags and what carries them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.formats import key_of
from mewayz_crm.tags.models import Tag, Tagging
from mewayz_crm.tags.schemas import TagRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


class Tags(Records[Tag, TagRead]):
    """Tags keep their comparable name beside the shown one."""

    def _values(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        values = super()._values(fields)
        return values | ({"name_norm": key_of(values["name"])} if values.get("name") else {})


tags = Tags(Tag, TagRead, entity="tag")


NAMES = (
    sa.select(col(Tagging.record_id), col(Tag.name))
    .join(Tag, col(Tag.id) == Tagging.tag_id)
    .where(col(Tagging.record_id).in_(sa.bindparam("records", expanding=True)))
    .order_by(col(Tag.name_norm))
)


async def names_of(uow: UnitOfWork, record_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The tag names of many records, each in alphabetical order."""
    found: dict[UUID, list[str]] = {}
    for record_id, name in await uow.execute(NAMES, {"records": list(record_ids)}):
        found.setdefault(record_id, []).append(name)
    return found


async def ids_by_name(uow: UnitOfWork, keys: Collection[str]) -> dict[str, UUID]:
    """The tags that have these comparable names."""
    statement = sa.select(col(Tag.name_norm), col(Tag.id)).where(col(Tag.name_norm).in_(keys))
    return {row[0]: row[1] for row in await uow.execute(statement)}


async def carried_by(uow: UnitOfWork, record_id: UUID) -> Sequence[UUID]:
    """The tags of one record."""
    return await uow.all(sa.select(col(Tagging.tag_id)).where(col(Tagging.record_id) == record_id))


async def drop(uow: UnitOfWork, record_id: UUID, tag_ids: Collection[UUID]) -> None:
    """Take these tags off a record."""
    if tag_ids:
        await uow.execute(
            sa.delete(Tagging).where(col(Tagging.record_id) == record_id, col(Tagging.tag_id).in_(tag_ids))
        )


def carrying(name: str) -> sa.Select[Any]:
    """The ids of the records that carry the tag `name`."""
    return (
        sa.select(col(Tagging.record_id))
        .join(Tag, col(Tag.id) == Tagging.tag_id)
        .where(col(Tag.name_norm) == key_of(name))
    )
