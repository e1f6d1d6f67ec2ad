"""Use-cases of tickets on the side of staff, which sees those of every workspace, and of their clocks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from mewayz_kit.errors import Unprocessable
from mewayz_kit.paging import ListQuery
from mewayz_kit.records import Records
from mewayz_kit.schema import Page, given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.platform_settings import service as settings
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.tickets import repository, service
from mewayz_workspace.tickets.models import Ticket
from mewayz_workspace.tickets.rules import TICKET
from mewayz_workspace.tickets.schemas import StaffChange, StaffMessageRead, StaffReply, StaffTicketRead

queue = Records(Ticket, StaffTicketRead, entity="ticket", tells=())


async def page(uow: UnitOfWork, query: ListQuery, *, late: bool | None) -> Page[StaffTicketRead]:
    """Tickets of every workspace."""
    condition = repository.is_late(uow.now)
    where = [] if late is None else [condition if late else ~condition]
    with uow.unscoped("staff works the queue of every workspace"):
        return await queue.page(uow, query, where=where)


async def get(uow: UnitOfWork, ticket_id: UUID, *, lock: bool = False) -> Ticket:
    """A ticket of any workspace, or 404."""
    with uow.unscoped("staff opens a ticket of any workspace"):
        return await service.records.get(uow, ticket_id, lock=lock)


async def show(uow: UnitOfWork, row: Ticket) -> StaffTicketRead:
    """A ticket as staff sees it."""
    return await queue.show_one(uow, row)


async def conversation(uow: UnitOfWork, ticket_id: UUID) -> list[StaffMessageRead]:
    """Everything that was said, internal notes too."""
    row = await get(uow, ticket_id)
    async with _there(uow, row):
        rows = await repository.messages(uow, row.id, internal=True)
    known = await users.by_ids(uow, [message.author_id for message in rows])
    names = {user_id: user.name for user_id, user in known.items()}
    return [
        StaffMessageRead(
            **message.model_dump(include={"id", "created_at", "author", "author_id", "body", "media_ids", "internal"}),
            author_name=names.get(message.author_id) if message.author_id else None,
        )
        for message in rows
    ]


async def change(uow: UnitOfWork, *, ticket_id: UUID, patch: StaffChange) -> Ticket:
    """Assign, or judge it anew: another priority counts its hours from the beginning."""
    row, fields = await get(uow, ticket_id, lock=True), given(patch)
    if empty := [name for name, value in fields.items() if value is None and name != "assignee_id"]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    before = {name: str(getattr(row, name)) for name in fields}
    async with uow.within(workspace_id=row.workspace_id):
        async with service.records.changing(uow, row):
            for name, value in fields.items():
                setattr(row, name, value)
            if before.get("priority", row.priority) != row.priority:
                row.due_first, row.due_solve = await service.promises(uow, row.priority, since=row.created_at)
                row.escalated_at = None
            if row.state == "new" and row.assignee_id:
                TICKET.demand(row, "open")
        if row.assignee_id and before.get("assignee_id", str(row.assignee_id)) != str(row.assignee_id):
            await service.tell(uow, row, to=row.assignee_id, what="assigned", staff=True)
    changes = {name: {"before": old, "after": str(getattr(row, name))} for name, old in before.items()}
    await _note(uow, row, "changed", changes)
    return row


async def reply(uow: UnitOfWork, *, ticket_id: UUID, data: StaffReply) -> Ticket:
    """Answer the customer, who is told; an internal note changes nothing else."""
    row = await get(uow, ticket_id, lock=True)
    async with uow.within(workspace_id=row.workspace_id):
        if not data.internal:
            async with service.records.changing(uow, row):
                if row.state != "waiting_customer":
                    TICKET.demand(row, "answer")
                row.first_answered_at = row.first_answered_at or uow.now
                row.waiting_since = row.waiting_since or uow.now
            if row.requester_id:
                await service.tell(uow, row, to=row.requester_id, what="answered")
        author_id = uow.principal.user_id
        await service.say(uow, row, author="staff", author_id=author_id, body=data.body, internal=data.internal)
    return row


async def resolve(uow: UnitOfWork, *, ticket_id: UUID) -> Ticket:
    """It is solved, says staff; the customer is told and may disagree."""
    row = await get(uow, ticket_id, lock=True)
    async with uow.within(workspace_id=row.workspace_id):
        await _resolve(uow, row)
        if row.requester_id:
            await service.tell(uow, row, to=row.requester_id, what="resolved")
    await _note(uow, row, "resolved", None)
    return row


async def watch(uow: UnitOfWork) -> int:
    """Tell whoever works on it that a promise was missed; once."""
    with uow.unscoped("the clocks of tickets of every workspace"):
        rows = await repository.late(uow, uow.now)
    for row in rows:
        async with uow.within(workspace_id=row.workspace_id):
            row.escalated_at = uow.now
            if row.assignee_id:
                await service.tell(uow, row, to=row.assignee_id, what="late", staff=True)
    return len(rows)


async def tidy(uow: UnitOfWork) -> int:
    """Solved tickets close when their days are over; tickets that wait too long for their customer are solved."""
    reopen, wait = [timedelta(days=await settings.value(uow, f"support.{name}_days")) for name in ("reopen", "waiting")]
    with uow.unscoped("the clocks of tickets of every workspace"):
        solved = await repository.settled_before(uow, state="resolved", since="resolved_at", moment=uow.now - reopen)
        waiting = await repository.settled_before(
            uow, state="waiting_customer", since="waiting_since", moment=uow.now - wait
        )
    for row in solved:
        async with uow.within(workspace_id=row.workspace_id), service.records.changing(uow, row):
            TICKET.demand(row, "close")
            row.closed_at = uow.now
    for row in waiting:
        async with uow.within(workspace_id=row.workspace_id):
            await _resolve(uow, row)
    return len(solved) + len(waiting)


async def _resolve(uow: UnitOfWork, row: Ticket) -> None:
    async with service.records.changing(uow, row):
        TICKET.demand(row, "resolve")
        row.resolved_at, row.waiting_since = uow.now, None
    await service.records.tell(uow, row, "resolved")


def _there(uow: UnitOfWork, row: Ticket) -> Any:
    return uow.within(workspace_id=row.workspace_id)


async def _note(uow: UnitOfWork, row: Ticket, verb: str, changes: dict[str, Any] | None) -> None:
    await audit.note_staff(
        uow,
        action=f"workspace.ticket.{verb}",
        target_type="ticket",
        target_id=row.id,
        reason=None,
        changes=changes,
    )


async def counts(uow: UnitOfWork) -> tuple[dict[str, int], int]:
    """Tickets of every workspace by state, and how many are late; the caller lifts the tenant guard."""
    return await repository.by_state(uow), await repository.count_late(uow, uow.now)
