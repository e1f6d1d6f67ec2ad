"""Stored definitions and the slots of unique values."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.base import RECORDS, model_of
from mewayz_crm.custom_fields.models import CustomField, CustomValue
from mewayz_crm.custom_fields.schemas import CustomFieldRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

custom_fields = Records(CustomField, CustomFieldRead, entity="custom_field", limit="crm.custom_fields")
DEFINITIONS = sa.select(CustomField).where(col(CustomField.entity) == sa.bindparam("kind"))


async def definitions(uow: UnitOfWork, entity: str) -> Sequence[CustomField]:
    """The fields of one kind of record; read once per transaction, since an import asks for every row."""
    known: dict[str, Sequence[CustomField]] = uow.session.info.setdefault("custom_fields", {})
    if entity not in known:
        known[entity] = (await uow.execute(DEFINITIONS, {"kind": entity})).scalars().all()
    return known[entity]


async def free(uow: UnitOfWork, record_id: UUID, field_ids: Collection[UUID] | None = None) -> None:
    """Give back the slots of a record, all or those of some fields."""
    statement = sa.delete(CustomValue).where(col(CustomValue.record_id) == record_id)
    if field_ids is not None:
        statement = statement.where(col(CustomValue.field_id).in_(field_ids))
    await uow.execute(statement)


async def holder(uow: UnitOfWork, entity: str, key: str, value_keys: Collection[str]) -> dict[str, UUID]:
    """Which records hold these values of a unique field."""
    statement = (
        sa.select(col(CustomValue.value_key), col(CustomValue.record_id))
        .join(CustomField, col(CustomField.id) == CustomValue.field_id)
        .where(
            col(CustomField.entity) == entity,
            col(CustomField.key) == key,
            col(CustomValue.value_key).in_(value_keys),
        )
    )
    return {row[0]: row[1] for row in await uow.execute(statement)}


async def strip(uow: UnitOfWork, entity: str, key: str, *, after: UUID | None, limit: int) -> UUID | None:
    """Take the value of a deleted field off the next `limit` records; answers where to go on, None at the end."""
    model = model_of(RECORDS[entity])
    statement = sa.select(model.id, model.custom).order_by(model.id).limit(limit)
    rows = (await uow.execute(statement.where(model.id > after) if after else statement)).all()
    for record_id, custom in rows:
        if key in custom:
            rest = {name: value for name, value in custom.items() if name != key}
            await uow.execute(
                sa.update(model)
                .where(model.id == record_id)
                .values(custom=rest, version=model.version + 1, updated_at=uow.now)
            )
    return rows[-1][0] if len(rows) == limit else None
