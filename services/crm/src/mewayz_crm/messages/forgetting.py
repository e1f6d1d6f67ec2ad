"""What messages let go of: the words when they are old, names and words when a person is erased. That and when a mail
was sent stays, so that sums do."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.messages.models import Message
from mewayz_crm.messages.repository import messages
from mewayz_crm.messages.schemas import MessageRead
from mewayz_kit.uow import UnitOfWork

WORDLESS = {"html": None, "text": None, "worded": None}
NAMELESS = {"to_address": "", "to_norm": "", "to_name": None, "subject": "", "dedupe_key": None, "error": None}


async def of_person(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> list[MessageRead]:
    """Every mail to a person, oldest first."""
    mine = sa.select(Message).where(_theirs(contact_ids, addresses)).order_by(col(Message.id))
    return await messages.show_rows(uow, await uow.all(mine))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> int:
    """Take names and words from every mail to a person, and let none of them leave any more; answers how many."""
    theirs = _theirs(contact_ids, addresses)
    raised = {"version": col(Message.version) + 1, "updated_at": uow.now}
    gone = sa.case((col(Message.state) == "queued", "suppressed"), else_=col(Message.state))
    change = sa.update(Message).where(theirs).values(**raised, **NAMELESS, **WORDLESS, state=gone)
    return int((await uow.execute(change.execution_options(synchronize_session=False))).rowcount)


def _theirs(contact_ids: Collection[UUID], addresses: Collection[str]) -> sa.ColumnElement[bool]:
    return col(Message.contact_id).in_(contact_ids) | col(Message.to_norm).in_(addresses)
