"""Routes of tickets: for members of a workspace, and for staff."""

from typing import Annotated

from fastapi import Query, Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, require, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.tickets import desk, service
from mewayz_workspace.tickets.models import Ticket
from mewayz_workspace.tickets.schemas import (
    Messages,
    Rating,
    Reply,
    StaffChange,
    StaffMessages,
    StaffReply,
    StaffTicketRead,
    TicketCreate,
    TicketRead,
)

tickets = Resource(
    "workspace/tickets",
    service.records,
    create=TicketCreate,
    permission="workspace.tickets",
    filter=("state", "priority", "category", "requester_id", "created_at"),
    sort=("created_at", "updated_at"),
    search=("number", "subject"),
    verbs=("list", "get", "create"),
    on_create=service.create,
)
router = tickets.router
Reader = Annotated[Principal, require("workspace.tickets:read")]
Writer = Annotated[Principal, require("workspace.tickets:write")]


@router.get("/{ticket_id}/messages")
async def list_messages(ticket_id: Id, p: Reader, uow: Uow) -> Messages:
    """The conversation, oldest first. Internal notes of staff are not in it."""
    return Messages(items=await service.conversation(uow, ticket_id))


@router.post("/{ticket_id}/reply")
async def reply(ticket_id: Id, data: Reply, p: Writer, uow: Uow) -> TicketRead:
    """Say something: a waiting ticket opens, a solved one reopens for 14 days. 409 `reopen_too_late`,
    `invalid_transition` for a closed one."""
    return TicketRead.model_validate(await service.reply(uow, ticket_id=ticket_id, data=data))


@router.post("/{ticket_id}/resolve")
async def resolve(ticket_id: Id, p: Writer, uow: Uow) -> TicketRead:
    """No more help is needed. 409 `invalid_transition` when it is solved already."""
    return TicketRead.model_validate(await service.resolve(uow, ticket_id=ticket_id))


@router.post("/{ticket_id}/reopen")
async def reopen(ticket_id: Id, p: Writer, uow: Uow) -> TicketRead:
    """Open a solved ticket again, at most 14 days later. 409 `reopen_too_late`, `invalid_transition`."""
    return TicketRead.model_validate(await service.reopen(uow, ticket_id=ticket_id))


@router.post("/{ticket_id}/rate")
async def rate(ticket_id: Id, data: Rating, p: Writer, uow: Uow) -> TicketRead:
    """Rate a solved ticket, 1 to 5; again changes the rating. 409 `not_resolved`."""
    return TicketRead.model_validate(await service.rate(uow, ticket_id=ticket_id, data=data))


desk_router = new_router("workspace/admin/tickets")
RULES = ListRules(
    Ticket,
    tuple(StaffTicketRead.model_fields),
    ("state", "priority", "category", "assignee_id", "workspace_id", "created_at", "due_first", "due_solve"),
    ("created_at", "due_solve", "due_first"),
    ("number", "subject"),
)
Support = Annotated[Principal, staff("platform.tickets:read")]
Answering = Annotated[Principal, staff("platform.tickets:write")]
Late = Annotated[bool | None, Query(description="Only those that have (not) missed a promise.")]


@desk_router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[StaffTicketRead])
async def list(request: Request, p: Support, uow: Uow, late: Late = None) -> Response:
    """The queue of every workspace; `sort=due_solve` shows the most pressing first."""
    parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "late"]
    query = parse_list(RULES, parameters)
    return page_answer(await desk.page(uow, query, late=late), query)


@desk_router.get("/{ticket_id}")
async def get(ticket_id: Id, p: Support, uow: Uow) -> StaffTicketRead:
    """One ticket."""
    return await desk.show(uow, await desk.get(uow, ticket_id))


@desk_router.patch("/{ticket_id}")
async def update(ticket_id: Id, data: StaffChange, p: Answering, uow: Uow) -> StaffTicketRead:
    """Assign it, or change priority and category."""
    return await desk.show(uow, await desk.change(uow, ticket_id=ticket_id, patch=data))


@desk_router.get("/{ticket_id}/messages")
async def list_everything(ticket_id: Id, p: Support, uow: Uow) -> StaffMessages:
    """The conversation with internal notes."""
    return StaffMessages(items=await desk.conversation(uow, ticket_id))


@desk_router.post("/{ticket_id}/reply")
async def answer(ticket_id: Id, data: StaffReply, p: Answering, uow: Uow) -> StaffTicketRead:
    """Answer the customer, or leave an internal note."""
    return await desk.show(uow, await desk.reply(uow, ticket_id=ticket_id, data=data))


@desk_router.post("/{ticket_id}/resolve")
async def settle(ticket_id: Id, p: Answering, uow: Uow) -> StaffTicketRead:
    """It is solved. 409 `invalid_transition`."""
    return await desk.show(uow, await desk.resolve(uow, ticket_id=ticket_id))
