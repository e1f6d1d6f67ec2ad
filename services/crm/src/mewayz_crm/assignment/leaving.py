"""What a member looked after who has left is given to others, batch by batch."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel

from mewayz_crm.activities import service as activities
from mewayz_crm.assignment import repository, service
from mewayz_crm.companies import service as companies
from mewayz_crm.contacts import service as contacts
from mewayz_crm.deals import service as deals
from mewayz_crm.described import Described
from mewayz_crm.leads import service as leads
from mewayz_kit.uow import UnitOfWork

BATCH = 100
OWNED: tuple[Described[Any, Any], ...] = (
    contacts.contacts,
    companies.companies,
    leads.leads,
    deals.deals,
    activities.activities,
)


class Left(BaseModel):
    """Give the records of this user to others."""

    user_id: UUID


def begin(uow: UnitOfWork, *, user_id: UUID) -> None:
    """Queue the next batch."""
    from mewayz_crm.assignment.handlers import reassign  # it calls this module

    uow.enqueue(reassign, Left(user_id=user_id))


async def reassign(uow: UnitOfWork, *, user_id: UUID) -> None:
    """One batch: each record goes to whose turn it is, or to nobody without a rule; queues the next one."""
    for records in OWNED:
        column = records.model.assignee_id if records is activities.activities else None
        if await _give_away(uow, records, records.model.owner_id, user_id) or (
            column is not None and await _give_away(uow, records, column, user_id)
        ):
            begin(uow, user_id=user_id)
            return


async def _give_away(uow: UnitOfWork, records: Described[Any, Any], column: Any, user_id: UUID) -> bool:
    model = records.model
    statement = sa.select(model).where(column == user_id, model.deleted_at.is_(None)).order_by(model.id).limit(BATCH)
    if column.key == "assignee_id":
        statement = statement.where(model.status == "open")
    rows = await uow.all(statement.with_for_update())
    rule = await repository.present(uow)
    heirs = await service.next_owners(uow, rule=rule, count=len(rows)) if rule and rows else []
    for number, row in enumerate(rows):
        heir = heirs[number] if heirs else None
        if records is contacts.contacts:
            await contacts.assign(uow, row=row, owner_id=heir)
            continue
        async with records.changing(uow, row):
            setattr(row, column.key, heir)
    return bool(rows)
