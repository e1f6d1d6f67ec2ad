"""SQL of tickets."""

from collections.abc import Sequence as Rows
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.tickets.models import Sequence, Ticket, TicketMessage
from mewayz_workspace.tickets.rules import LIVING

BATCH = 50
NAME = "tickets"


async def take_number(uow: UnitOfWork) -> int:
    """The next number, held by this transaction: no gap, and none twice."""
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Sequence).values(name=NAME, value=0))
    mine = col(Sequence.name) == NAME
    await uow.execute(sa.update(Sequence).where(mine).values(value=col(Sequence.value) + 1))
    return int(await uow.scalar(sa.select(col(Sequence.value)).where(mine)))


async def messages(uow: UnitOfWork, ticket_id: UUID, *, internal: bool) -> Rows[TicketMessage]:
    """The messages of a ticket, oldest first."""
    statement = sa.select(TicketMessage).where(col(TicketMessage.ticket_id) == ticket_id)
    if not internal:
        statement = statement.where(col(TicketMessage.internal).is_(False))
    return await uow.all(statement.order_by(col(TicketMessage.id)).limit(1000))


async def late(uow: UnitOfWork, now: datetime) -> Rows[Ticket]:
    """Tickets whose promise is broken and of which nobody was told; the caller lifts the tenant guard."""
    first = (col(Ticket.first_answered_at).is_(None)) & (col(Ticket.due_first) <= now)
    solve = (col(Ticket.state) != "waiting_customer") & (col(Ticket.due_solve) <= now)
    statement = sa.select(Ticket).where(
        col(Ticket.state).in_(LIVING), col(Ticket.escalated_at).is_(None), sa.or_(first, solve)
    )
    return await uow.all(statement.limit(BATCH).with_for_update())


async def settled_before(uow: UnitOfWork, *, state: str, since: str, moment: datetime) -> Rows[Ticket]:
    """Tickets of a state that have been in it since before a moment; the caller lifts the tenant guard."""
    column = getattr(Ticket, since)
    return await uow.all(
        sa.select(Ticket).where(col(Ticket.state) == state, column <= moment).limit(BATCH).with_for_update()
    )


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a living ticket has missed a promise."""
    first = (col(Ticket.first_answered_at).is_(None)) & (col(Ticket.due_first) <= now)
    solve = (col(Ticket.state) != "waiting_customer") & (col(Ticket.due_solve) <= now)
    return sa.and_(col(Ticket.state).in_(LIVING), sa.or_(first, solve))


async def by_state(uow: UnitOfWork) -> dict[str, int]:
    """How many tickets there are in each state."""
    state = col(Ticket.state)
    rows = await uow.execute(sa.select(state, sa.func.count(col(Ticket.id))).group_by(state).order_by(state))
    return {str(row[0]): row[1] for row in rows}


async def count_late(uow: UnitOfWork, now: datetime) -> int:
    """How many living tickets have missed a promise."""
    return int(await uow.scalar(sa.select(sa.func.count(col(Ticket.id))).where(is_late(now))))
