"""Use-cases of tickets on the side of customers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from mewayz_kit.errors import Conflict
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.platform_settings import service as settings
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.tickets import repository
from mewayz_workspace.tickets.models import Ticket, TicketMessage
from mewayz_workspace.tickets.rules import TICKET, Schedule, due, number, worked
from mewayz_workspace.tickets.schemas import MessageRead, Rating, Reply, TicketCreate, TicketRead
from mewayz_workspace.tickets.texts import words

records = Records(Ticket, TicketRead, entity="ticket", tells=("created", "updated", "opened", "resolved"))


async def create(uow: UnitOfWork, data: TicketCreate) -> Ticket:
    """Open a ticket in the name of the caller."""
    return await open_ticket(
        uow,
        requester_id=uow.principal.user_id,
        subject=data.subject,
        category=data.category,
        priority=data.priority,
        message=data.message,
        media_ids=data.media_ids,
    )


async def open_ticket(
    uow: UnitOfWork,
    *,
    requester_id: UUID | None,
    subject: str,
    category: str,
    priority: str,
    message: str,
    media_ids: Sequence[UUID] = (),
) -> Ticket:
    """A ticket with its number, its promises and its first message."""
    first, solve = await promises(uow, priority)
    row = Ticket(
        number=number(await repository.take_number(uow)),
        subject=subject,
        category=category,
        priority=priority,
        requester_id=requester_id,
        due_first=first,
        due_solve=solve,
    )
    row = await records.create(uow, row)
    await say(uow, row, author="customer", author_id=requester_id, body=message, media_ids=media_ids)
    await records.tell(uow, row, "opened")
    return row


async def promises(uow: UnitOfWork, priority: str, *, since: Any = None) -> tuple[Any, Any]:
    """When a ticket of this priority is to be answered and solved."""
    hours = getattr(await settings.value(uow, "support.sla_hours"), priority)
    schedule = await working_hours(uow)
    begin = since or uow.now
    return due(schedule, begin, timedelta(hours=hours.first)), due(schedule, begin, timedelta(hours=hours.solve))


async def working_hours(uow: UnitOfWork) -> Schedule:
    """When support works, by the settings."""
    held = await settings.value(uow, "support.working_hours")
    return Schedule(held.timezone, frozenset(held.days), held.opens, held.closes)


async def say(
    uow: UnitOfWork,
    row: Ticket,
    *,
    author: str,
    author_id: UUID | None,
    body: str,
    internal: bool = False,
    media_ids: Sequence[UUID] = (),
) -> TicketMessage:
    """Add a message to the conversation."""
    message = uow.add(
        TicketMessage(
            ticket_id=row.id,
            author=author,
            author_id=author_id,
            internal=internal,
            body=body,
            media_ids=[str(media_id) for media_id in media_ids],
        )
    )
    await uow.flush()
    return message


async def conversation(uow: UnitOfWork, ticket_id: UUID) -> list[MessageRead]:
    """What was said, without internal notes and without the names of staff."""
    await records.get(uow, ticket_id)
    rows = await repository.messages(uow, ticket_id, internal=False)
    known = await users.by_ids(uow, [row.author_id for row in rows if row.author == "customer"])
    return [_shown(row, known) for row in rows]


async def reply(uow: UnitOfWork, *, ticket_id: UUID, data: Reply) -> Ticket:
    """A customer says something: a waiting ticket is open again, a solved one within its days; a closed one is not."""
    row = await records.get(uow, ticket_id, lock=True)
    async with records.changing(uow, row):
        if row.state == "resolved":
            await _reopen(uow, row)
        elif row.state == "waiting_customer":
            await resume(uow, row)
        elif row.state == "closed":
            TICKET.demand(row, "reopen")
    await say(uow, row, author="customer", author_id=uow.principal.user_id, body=data.body, media_ids=data.media_ids)
    if row.assignee_id:
        await tell(uow, row, to=row.assignee_id, what="replied", staff=True)
    return row


async def resolve(uow: UnitOfWork, *, ticket_id: UUID) -> Ticket:
    """The customer needs no more help."""
    row = await records.get(uow, ticket_id, lock=True)
    async with records.changing(uow, row):
        TICKET.demand(row, "resolve")
        row.resolved_at, row.waiting_since = uow.now, None
    await records.tell(uow, row, "resolved")
    return row


async def reopen(uow: UnitOfWork, *, ticket_id: UUID) -> Ticket:
    """The customer is not done: within the days of the settings."""
    row = await records.get(uow, ticket_id, lock=True)
    async with records.changing(uow, row):
        await _reopen(uow, row)
    return row


async def rate(uow: UnitOfWork, *, ticket_id: UUID, data: Rating) -> Ticket:
    """Say how it was, once it is solved; rating again changes the rating."""
    row = await records.get(uow, ticket_id, lock=True)
    if row.resolved_at is None:
        raise Conflict("not_resolved", "A ticket can be rated once it is solved.")
    async with records.changing(uow, row):
        row.rating, row.rating_comment = data.rating, data.comment
    return row


async def resume(uow: UnitOfWork, row: Ticket) -> None:
    """The customer has answered: the clock of the solution goes on where it stood."""
    TICKET.demand(row, "reply")
    schedule = await working_hours(uow)
    since = row.waiting_since or uow.now
    left = worked(schedule, since, row.due_solve)
    if left > timedelta(0):
        row.due_solve = due(schedule, uow.now, left)
    row.waiting_since = None


async def _reopen(uow: UnitOfWork, row: Ticket) -> None:
    """Open a solved ticket again, with a new promise for the solution, or 409 when its days are over."""
    days = await settings.value(uow, "support.reopen_days")
    if row.resolved_at is not None and uow.now - row.resolved_at > timedelta(days=days):
        raise Conflict("reopen_too_late", f"A solved ticket can be reopened for {days} days; open a new one.")
    TICKET.demand(row, "reopen")
    row.resolved_at = row.escalated_at = None
    _, row.due_solve = await promises(uow, row.priority)


async def tell(uow: UnitOfWork, row: Ticket, *, to: UUID, what: str, staff: bool = False) -> None:
    """Let somebody know, in their language."""
    user = (await users.by_ids(uow, [to])).get(to)
    text = words(what, number=row.number, subject=row.subject, locale=user.locale if user else None)
    notify(
        uow,
        recipients=Recipients.people([to]),
        category="work",
        template=f"workspace.ticket_{what}_words",
        params={"title": text.title, "body": text.body},
        url=f"/admin/tickets/{row.id}" if staff else f"/support/tickets/{row.id}",
        dedupe_key=f"ticket:{row.id}:{what}:{row.version}:{uow.now.isoformat()}",
    )


def _shown(row: TicketMessage, known: Any) -> MessageRead:
    author = known.get(row.author_id)
    return MessageRead(
        **row.model_dump(include={"id", "created_at", "author", "body", "media_ids"}),
        author_id=row.author_id if row.author == "customer" else None,
        author_name=author.name if author else None,
    )
