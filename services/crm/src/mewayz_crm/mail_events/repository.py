"""Stored mail events."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from mewayz_crm import fingerprints
from mewayz_crm.mail_events.models import MailEvent, UnmatchedReport
from mewayz_crm.mail_events.reports import Clue
from mewayz_crm.mail_events.schemas import MailEventRead
from mewayz_crm.messages.models import Message
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

mail_events = Records(MailEvent, MailEventRead, entity="mail_event", tells=())


async def add_once(uow: UnitOfWork, row: MailEvent | UnmatchedReport) -> bool:
    """Keep an event unless it is known; the unique key decides between two that come at once."""
    try:
        async with uow.savepoint():
            uow.add(row)
            await uow.flush()
    except IntegrityError:
        return False
    return True


async def owner_of(uow: UnitOfWork, clue: Clue) -> tuple[UUID, UUID] | None:
    """The workspace and id of the message that a report names, if we sent one and it went to that address."""
    if clue.message_id is not None:
        named: Any = col(Message.id) == clue.message_id
    elif clue.rfc_message_ids:
        named = col(Message.rfc_message_id).in_(clue.rfc_message_ids)
    elif clue.provider_ref is not None:
        named = col(Message.provider_ref) == clue.provider_ref
    else:
        return None
    conditions = [named] if clue.address is None else [named, col(Message.to_norm) == clue.address]
    with uow.unscoped("who reports a bounce knows our message, not our workspace"):
        statement = sa.select(col(Message.workspace_id), col(Message.id), col(Message.rfc_message_id))
        found = (await uow.execute(statement.where(*conditions).limit(100))).all()
    order = {name: place for place, name in enumerate(clue.rfc_message_ids)}
    first = min(found, key=lambda row: order.get(row[2], 0), default=None)
    return (first[0], first[1]) if first else None


async def count(uow: UnitOfWork, address_norm: str, kind: str, *, since: datetime | None = None) -> int:
    """How often something happened to the mails of one address, after `since` if it is given."""
    wanted = _of_address(address_norm, kind)
    when = () if since is None else (col(MailEvent.at) > since,)
    return int(await uow.scalar(sa.select(sa.func.count(col(MailEvent.id))).where(*wanted, *when)))


async def last(uow: UnitOfWork, address_norm: str, kind: str) -> datetime | None:
    """When it happened last to a mail of one address."""
    newest = sa.select(col(MailEvent.at)).where(*_of_address(address_norm, kind))
    found: datetime | None = await uow.scalar(newest.order_by(col(MailEvent.at).desc()).limit(1))
    return found


def _of_address(address_norm: str, kind: str) -> tuple[Any, ...]:
    joined = col(MailEvent.message_id) == Message.id
    return joined, col(Message.to_norm) == address_norm, col(MailEvent.kind) == kind


async def first_of(uow: UnitOfWork, row: MailEvent) -> bool:
    """Whether no person has done the same with the same message before."""
    earlier = sa.select(sa.func.count(col(MailEvent.id))).where(
        col(MailEvent.message_id) == row.message_id,
        col(MailEvent.kind) == row.kind,
        col(MailEvent.is_bot).is_(False),
        col(MailEvent.id) < row.id,
        *(() if row.link is None else (col(MailEvent.link) == row.link,)),
    )
    return not await uow.scalar(earlier)


async def around(uow: UnitOfWork, print_: bytes, kind: str, start: datetime, end: datetime) -> Sequence[MailEvent]:
    """What happened to one message between two moments, both included."""
    statement = sa.select(MailEvent).where(
        col(MailEvent.message_print) == print_, col(MailEvent.kind) == kind, col(MailEvent.at).between(start, end)
    )
    return await uow.all(statement.order_by(col(MailEvent.at)))


async def of_person(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> list[MailEventRead]:
    """Everything that is kept of the mails to a person, oldest first."""
    statement = sa.select(MailEvent).where(col(MailEvent.message_id).in_(_theirs(contact_ids, addresses)))
    return await mail_events.show_rows(uow, await uow.all(statement.order_by(col(MailEvent.id))))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str]) -> int:
    """Take from the events of a person's mails what may name them: links and what servers said. That something
    happened stays, so that sums do. Comes before the messages themselves are emptied."""
    ids = await uow.all(_theirs(contact_ids, addresses))
    prints = [fingerprints.of_message(uow, message_id) for message_id in ids]
    values = {"link": None, "reason": None, "version": col(MailEvent.version) + 1, "updated_at": uow.now}
    statement = sa.update(MailEvent).where(col(MailEvent.message_print).in_(prints)).values(values)
    return int((await uow.execute(statement.execution_options(synchronize_session=False))).rowcount)


def _theirs(contact_ids: Collection[UUID], addresses: Collection[str]) -> Any:
    mine = col(Message.contact_id).in_(contact_ids) | col(Message.to_norm).in_(addresses)
    return sa.select(col(Message.id)).where(mine)
