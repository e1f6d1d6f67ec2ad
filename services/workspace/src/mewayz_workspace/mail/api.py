"""Staff routes of mail."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.mail import bounces, service, templates
from mewayz_workspace.mail.handlers import confirm_topic
from mewayz_workspace.mail.models import MailboxMessage
from mewayz_workspace.mail.schemas import (
    ConfirmTopic,
    MailboxMessageRead,
    MailTemplateCreate,
    MailTemplateRead,
    MailTemplateUpdate,
    MailTemplateVersions,
    Preview,
    PreviewRequest,
    Revert,
)

template_resource = Resource(
    "workspace/admin/mail-templates",
    templates.records,
    create=MailTemplateCreate,
    update=MailTemplateUpdate,
    permission="platform.mail",
    auth="staff",
    filter=("key", "locale"),
    sort=("created_at", "key"),
    verbs=("list", "get", "create", "update", "delete"),
    demand_match=True,
    on_create=templates.create,
    on_update=templates.edit,
    on_delete=templates.delete,
)
template_router = template_resource.router
Reader = Annotated[Principal, staff("platform.mail:read")]
Writer = Annotated[Principal, staff("platform.mail:write")]


@template_router.get("/{template_id}/versions")
async def versions(template_id: Id, p: Reader, uow: Uow) -> MailTemplateVersions:
    """Every saved version, newest first; empty while the words are those that were seeded."""
    return await templates.versions(uow, template_id)


@template_router.post("/{template_id}/revert")
async def revert(template_id: Id, data: Revert, p: Writer, uow: Uow) -> MailTemplateRead:
    """Take the words of an earlier version again; that is one more version. 422 `unknown_version`."""
    return await templates.records.show_one(uow, await templates.revert(uow, template_id, data.number))


@template_router.post("/{template_id}/preview", openapi_extra=options(idempotency="none"))
async def preview(template_id: Id, data: PreviewRequest, p: Reader, uow: Uow) -> Preview:
    """The mail as it would be read, with the saved words or others; nothing is stored. 422 `invalid_template`."""
    return await templates.preview(uow, template_id, data)


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
    await service.refuse_unless_local(uow)
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.mailbox.page(uow, query), query)


@router.get("/{record_id}")
async def get(record_id: Id, p: Annotated[Principal, staff("platform.mail:read")], uow: Uow) -> MailboxMessageRead:
    """One mail of the local mailbox."""
    await service.refuse_unless_local(uow)
    return await service.mailbox.read_one(uow, record_id)


events_router = new_router("workspace/public", tag="mail_events")


@events_router.post("/mail-events/{token}", status_code=204, openapi_extra=options(rate="public", idempotency="none"))
async def mail_events(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """What a mail provider reports: the address is in `events_url` of the integration and is its credential.

    Bounces of our mails are taken over, everything else is ignored. 400 for a body that is none of the provider's.
    """
    body = await request.body()
    await bounces.receive(uow, token, body)
    if url := bounces.topic_to_confirm(body):
        uow.enqueue(confirm_topic, ConfirmTopic(url=url))
    return Response(status_code=204)
