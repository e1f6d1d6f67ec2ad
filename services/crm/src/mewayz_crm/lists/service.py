"""Use-cases of lists."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.lists.models import ListWording, MailingList
from mewayz_crm.lists.schemas import ListCreate, ListRead, WordingRead, Wordings
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

lists = Records(MailingList, ListRead, entity="list")


async def create(uow: UnitOfWork, data: ListCreate) -> MailingList:
    """A list, with the first version of its wording if it has one."""
    row = await lists.create(uow, MailingList(**data.model_dump(), wording_version=1 if data.wording else 0))
    await _keep_wording(uow, row)
    return row


async def update(uow: UnitOfWork, row: MailingList, patch: Any) -> MailingList:
    """Change a list; another wording becomes its next version, which later consents name."""
    before = row.wording
    async with lists.changing(uow, row):
        for name, value in given(patch).items():
            setattr(row, name, value)
        if row.wording != before and row.wording:
            row.wording_version = await _last_wording(uow, row.id) + 1
        elif row.wording != before:
            row.wording_version = 0
    if row.wording != before:
        await _keep_wording(uow, row)
    return row


async def wordings(uow: UnitOfWork, list_id: UUID) -> Wordings:
    """Every version of what people agreed to; 404 for a list that is not there."""
    await lists.read_one(uow, list_id)
    mine = sa.select(ListWording).where(col(ListWording.list_id) == list_id)
    rows = await uow.all(mine.order_by(col(ListWording.number).desc()))
    return Wordings(items=[WordingRead.model_validate(row) for row in rows])


async def find(uow: UnitOfWork, list_id: UUID) -> MailingList | None:
    """A list that is there now."""
    return await uow.find(MailingList, list_id)


async def missing(uow: UnitOfWork, list_ids: Collection[UUID]) -> set[UUID]:
    """Which of these lists are not there, or not any more."""
    there = col(MailingList.id).in_(list_ids), col(MailingList.deleted_at).is_(None)
    return set(list_ids) - set(await uow.all(sa.select(col(MailingList.id)).where(*there)))


async def for_person(uow: UnitOfWork, *, and_these: Sequence[UUID]) -> Sequence[MailingList]:
    """The lists a person may choose from: the public ones, and those they know already."""
    shown = sa.or_(col(MailingList.public), col(MailingList.id).in_(and_these))
    statement = sa.select(MailingList).where(col(MailingList.deleted_at).is_(None), shown)
    return await uow.all(statement.order_by(col(MailingList.name), col(MailingList.id)).limit(200))


async def _last_wording(uow: UnitOfWork, list_id: UUID) -> int:
    mine = col(ListWording.list_id) == list_id
    return await uow.scalar(sa.select(sa.func.max(col(ListWording.number))).where(mine)) or 0


async def _keep_wording(uow: UnitOfWork, row: MailingList) -> None:
    if row.wording:
        uow.add(ListWording(list_id=row.id, number=row.wording_version, text=row.wording, since=uow.now))
        await uow.flush()
