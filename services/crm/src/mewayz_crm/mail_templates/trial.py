"""Test mails of templates."""

from uuid import UUID

from mewayz_crm.mail import links
from mewayz_crm.mail_templates import service
from mewayz_crm.mail_templates.schemas import MailTemplateTest, MailTemplateTestRead
from mewayz_crm.messages import service as messages
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork


async def mail(uow: UnitOfWork, template_id: UUID, wanted: MailTemplateTest) -> MailTemplateTestRead:
    """Queue the test of a template: its preview, with links that lead somewhere."""
    row = await service.templates.get(uow, template_id)
    if row.kind == "layout":
        raise Conflict("layout_is_no_mail", "A layout is no mail; test a template that takes it.")
    out = links.links_in(uow.runtime, uow.workspace_id, wanted.to)
    words = await service.preview(uow, template_id, wanted, links=out)
    message = await messages.send_test(uow, "template_test", to=wanted.to, words=words, sender_id=wanted.sender_id)
    return MailTemplateTestRead(message_id=message.id)
