"""Stored messages, and the conditions under which one may leave."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.formats import read_address
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.mail_events import replies
from mewayz_crm.messages.models import Message
from mewayz_crm.messages.rules import LEASE, OWN_WORD
from mewayz_crm.messages.schemas import MessageRead
from mewayz_crm.suppressions import service as suppressions
from mewayz_crm.suppressions.models import Suppression
from mewayz_kit.ids import new_id
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

BATCH = 500
WORDLESS = {"html": None, "text": None, "worded": None, "attachments": None}


def to(text: str) -> sa.ColumnElement[bool]:
    """Messages to this address."""
    return col(Message.to_norm) == read_address(text).norm


messages = Records(Message, MessageRead, entity="message", filters={"to": to}, tells=())


def sendable(
    uow: UnitOfWork, *, category: str, address_norm: str, list_ids: Sequence[UUID | str]
) -> sa.ColumnElement[bool]:
    """The condition of a claim: what the address has said and suffered allows a mail of this kind, as the statement
    that it stands in finds it (crm.md §5.2)."""
    refused = sa.select(sa.literal(1)).where(
        col(Suppression.workspace_id) == uow.workspace_id,
        col(Suppression.channel) == "email",
        col(Suppression.value_key).in_(suppressions.keys_of(uow, address_norm)),
    )
    if category == "transactional":
        refused = refused.where(col(Suppression.reason) != OWN_WORD)
    if category != "marketing":
        return ~refused.exists()
    wanted = sa.select(sa.literal(1)).where(
        col(Subscription.workspace_id) == uow.workspace_id,
        col(Subscription.address_norm) == address_norm,
        col(Subscription.list_id).in_([UUID(str(list_id)) for list_id in list_ids]),
        col(Subscription.state) == "confirmed",
    )
    return sa.and_(wanted.exists(), ~refused.exists())


async def change(uow: UnitOfWork, message_id: UUID, *where: Any, **values: Any) -> bool:
    """One conditional update of one row; whether it held."""
    raised = {"version": col(Message.version) + 1, "updated_at": uow.now}
    statement = sa.update(Message).where(col(Message.id) == message_id, *where).values(**raised, **values)
    done = await uow.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount)


async def take(uow: UnitOfWork, row: Message) -> Message | None:
    """From `queued` to `sending` with a fresh fence, if the row is still there and may leave: outreach does not after a
    reply to it."""
    allowed = sendable(uow, category=row.category, address_norm=row.to_norm, list_ids=row.list_ids)
    allowed &= ~replies.to(await outreach_of(uow, row))
    claim = {"fence": new_id(), "claimed_at": uow.now, "attempts": col(Message.attempts) + 1, "error": None}
    held = await change(uow, row.id, col(Message.state) == "queued", allowed, state="sending", **claim)
    return await fresh(uow, row.id) if held else None


async def suppress(uow: UnitOfWork, row: Message, reason: str, *where: Any) -> bool:
    """From `queued` to `suppressed`, if it still may not leave."""
    wordless = WORDLESS if row.fleeting else {}
    return await change(
        uow, row.id, col(Message.state) == "queued", *where, state="suppressed", error=reason, **wordless
    )


async def fresh(uow: UnitOfWork, message_id: UUID) -> Message:
    """The row as it stands in the database now."""
    statement = sa.select(Message).where(col(Message.id) == message_id).execution_options(populate_existing=True)
    found: Message = await uow.scalar(statement)
    return found


async def held_by(uow: UnitOfWork, message_id: UUID, fence: UUID | None) -> Message | None:
    """The row for whoever holds its fence, held until the end of the transaction; None for everybody else."""
    mine = (col(Message.id) == message_id) & (col(Message.fence) == fence) & (col(Message.state) == "sending")
    statement = sa.select(Message).where(mine).with_for_update().execution_options(populate_existing=True)
    found: Message | None = await uow.scalar(statement)
    return found


async def of_enrolment(uow: UnitOfWork, enrolment_id: UUID) -> Sequence[Message]:
    """The mails of a contact's way through a sequence, oldest first."""
    mine = sa.select(Message).where(col(Message.enrolment_id) == enrolment_id)
    return await uow.all(mine.order_by(col(Message.id)))


async def outreach_of(uow: UnitOfWork, row: Message) -> list[UUID]:
    """The mails of the outreach that a mail is part of; none for any other mail."""
    if row.category != "personal" or row.enrolment_id is None:
        return []
    return [message.id for message in await of_enrolment(uow, row.enrolment_id)]


async def of_dedupe_key(uow: UnitOfWork, key: str) -> Message | None:
    """The mail that has this key."""
    with uow.scope.seeing_all("a dedupe key is one for the whole workspace"):
        statement = sa.select(Message).where(col(Message.dedupe_key) == key)
        found: Message | None = await uow.scalar(statement.execution_options(populate_existing=True))
    return found


async def sent_for(
    uow: UnitOfWork, purposes: Collection[str], to_norm: str, *, since: datetime, limit: int
) -> Sequence[datetime]:
    """When the latest mails for one of these purposes to an address came about, newest first, whoever sees them."""
    with uow.scope.seeing_all("a limit holds for everybody together"):
        mine = (col(Message.to_norm) == to_norm, col(Message.purpose).in_(purposes), col(Message.created_at) > since)
        latest = sa.select(col(Message.created_at)).where(*mine).order_by(col(Message.created_at).desc())
        return await uow.all(latest.limit(limit))


async def lost(uow: UnitOfWork) -> Sequence[tuple[UUID, UUID, str]]:
    """Mails whose worker has not come back within its lease: id, workspace, category."""
    with uow.unscoped("a lease ends in every workspace alike"):
        mine = sa.select(col(Message.id), col(Message.workspace_id), col(Message.category))
        found = await uow.execute(mine.where(*_over(uow)).limit(BATCH))
        return [tuple(row) for row in found]


async def take_back(uow: UnitOfWork, message_id: UUID, category: str) -> bool:
    """End the lease of one mail; whether it is to be sent again. A transactional mail is, with the same Message-ID; of
    any other nobody can say whether it was sent, so nobody sends it by himself."""
    again = category == "transactional"
    values: dict[str, Any] = {"state": "queued" if again else "unconfirmed", "fence": None, "error": "worker_lost"}
    return await change(uow, message_id, *_over(uow), **values) and again


def _over(uow: UnitOfWork) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Message.state) == "sending", col(Message.claimed_at) < uow.now - LEASE
