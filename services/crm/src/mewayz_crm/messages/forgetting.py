"""What messages let go of: the words when they are old, names and words when a person is erased. That and when a mail
was sent stays, so that sums do."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.messages.models import Message
from mewayz_crm.messages.repository import WORDLESS, messages
from mewayz_crm.messages.schemas import MessageRead
from mewayz_crm.settings.models import CrmSettings
from mewayz_crm.settings.schemas import CrmSettingsCreate
from mewayz_kit.inbox import Work
from mewayz_kit.portable import table_of
from mewayz_kit.retention import forget as forget_rows
from mewayz_kit.uow import UnitOfWork

UNDER_WAY = ("queued", "sending")
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


async def empty_old(work: Work) -> int:
    """Let go of the words of mails that are older than their workspace keeps them; answers of how many."""
    message, held = table_of(Message).c, table_of(CrmSettings).c
    own = sa.select(held.workspace_id)
    usual = CrmSettingsCreate().mail_body_days
    async with work.runtime.db.read.connect() as connection:
        chosen = (await connection.execute(sa.select(held.mail_body_days).distinct())).scalars().all()
    count = 0
    for days, whose in [
        (usual, message.workspace_id.not_in(own)),
        *((days, message.workspace_id.in_(own.where(held.mail_body_days == days))) for days in chosen),
    ]:
        old = message.created_at < work.now - timedelta(days=days)
        over = message.worded.is_(True) & message.state.not_in(UNDER_WAY)
        count += await forget_rows(work.runtime, Message, over, old, whose, instead=WORDLESS)
    return count


def _theirs(contact_ids: Collection[UUID], addresses: Collection[str]) -> sa.ColumnElement[bool]:
    return col(Message.contact_id).in_(contact_ids) | col(Message.to_norm).in_(addresses)
