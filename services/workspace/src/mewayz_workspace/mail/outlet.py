"""The door through which other features send mail."""

from collections.abc import Mapping

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import service
from mewayz_workspace.mail.handlers import send_mail
from mewayz_workspace.mail.models import MailMessage
from mewayz_workspace.mail.schemas import MailRequest, SendMail


async def post(uow: UnitOfWork, request: MailRequest, headers: Mapping[str, str] | None = None) -> MailMessage:
    """Keep a mail and have it sent after the commit; the same `message_id` again changes nothing.

    `headers` go out beside the usual ones.
    """
    row = await service.queue(uow, request, headers or {})
    if row.state == "queued":
        uow.enqueue(send_mail, SendMail(mail_id=row.id), dedupe=str(request.message_id))
    return row
