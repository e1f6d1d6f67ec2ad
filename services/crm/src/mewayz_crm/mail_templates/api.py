"""Routes of mail templates."""

from typing import Annotated, Literal

from fastapi import Query, Response

from mewayz_crm.mail_templates import service, trial
from mewayz_crm.mail_templates.schemas import (
    MailTemplateCreate,
    MailTemplateRead,
    MailTemplateTest,
    MailTemplateTestRead,
    MailTemplateUpdate,
    Preview,
    PreviewRequest,
    Revert,
    Versions,
)
from mewayz_crm.mail_templates.template_parts import parts
from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.templates.packages import Package, export_package
from mewayz_kit.tokens import Principal

mail_templates = Resource(
    "crm/mail-templates",
    service.templates,
    create=MailTemplateCreate,
    update=MailTemplateUpdate,
    permission="crm.mail_templates",
    feature="contacts",
    search=("key", "subject"),
    filter=("key", "kind", "editor", "created_at", "updated_at"),
    sort=("created_at", "key"),
    demand_match=True,
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = mail_templates.router
Reader = Annotated[Principal, require("crm.mail_templates:read", feature="contacts")]
Writer = Annotated[Principal, require("crm.mail_templates:write", feature="contacts")]
Exporter = Annotated[Principal, require("crm.mail_templates:export", feature="contacts")]


@router.get("/{template_id}/versions")
async def versions(template_id: Id, p: Reader, uow: Uow) -> Versions:
    """The latest 50 versions, newest first; every save made one."""
    return await service.versions(uow, template_id)


@router.post("/{template_id}/revert", response_model=MailTemplateRead)
async def revert(template_id: Id, data: Revert, p: Writer, uow: Uow, if_match: IfMatch = None) -> Response:
    """Take the words of a version again, as the next version. 422 `unknown_version`."""
    row = await service.templates.get(uow, template_id, lock=True)
    service.templates.match(row, if_match)
    return record_answer(await service.templates.show_one(uow, await service.revert(uow, row, data.number)))


@router.post("/{template_id}/preview")
async def preview(template_id: Id, data: PreviewRequest, p: Reader, uow: Uow) -> Preview:
    """The latest version as a contact would read it; values that nobody gave stand as their names. Changes nothing."""
    return Preview(**(await service.preview(uow, template_id, data))._asdict())


@router.post("/{template_id}/test", status_code=202, openapi_extra=options(idempotency="required"))
async def test(template_id: Id, data: MailTemplateTest, p: Writer, uow: Uow) -> MailTemplateTestRead:
    """Mail the preview, marked as a test, to the address of one of your verified senders; it counts in no statistics.

    422 `not_own_address` for any other address; 409 `provider_not_configured` while nothing takes mail, and
    `layout_is_no_mail`; 429 beyond 30 tests an hour to one address.
    """
    return await trial.mail(uow, template_id, data)


@router.get("/{template_id}/export")
async def export_template(
    template_id: Id, p: Exporter, uow: Uow, format: Annotated[Literal["template"], Query()] = "template"
) -> Package:
    """The template with its layout as a package for the template market. 409 `not_portable` names the `fields` that
    hold an id of this workspace, such as the link of one of its pictures."""
    return await export_package(uow, parts, template_id)
