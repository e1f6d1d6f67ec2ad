"""Staff routes of mail."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.mail import service
from mewayz_workspace.mail.models import MailboxMessage
from mewayz_workspace.mail.schemas import MailboxMessageRead, MailTemplateUpdate

templates = Resource(
    "workspace/admin/mail-templates",
    service.templates,
    update=MailTemplateUpdate,
    permission="platform.mail",
    auth="staff",
    filter=("key", "locale"),
    sort=("created_at", "key"),
    verbs=("list", "get", "update"),
    demand_match=True,
    on_update=service.edit_template,
)
template_router = templates.router
messages = Resource(
    "workspace/admin/mail-messages",
    service.messages,
    permission="platform.mail",
    auth="staff",
    filter=("state", "to", "template", "category", "created_at"),
    sort=("created_at",),
    verbs=("list", "get"),
)
message_router = messages.router
router = new_router("workspace/admin/mailbox-messages")
RULES = ListRules(
    MailboxMessage, tuple(MailboxMessageRead.model_fields), ("to", "created_at"), ("created_at",), ("subject", "to")
)


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[MailboxMessageRead])
async def list(request: Request, p: Annotated[Principal, staff("platform.mail:read")], uow: Uow) -> Response:
    """What the local mailbox holds, newest first; 404 while another transport is set."""
    service.refuse_unless_local(uow.runtime)
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.mailbox.page(uow, query), query)


@router.get("/{record_id}")
async def get(record_id: Id, p: Annotated[Principal, staff("platform.mail:read")], uow: Uow) -> MailboxMessageRead:
    """One mail of the local mailbox."""
    service.refuse_unless_local(uow.runtime)
    return await service.mailbox.read_one(uow, record_id)
