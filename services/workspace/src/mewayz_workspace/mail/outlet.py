"""The door through which other features send mail."""

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import service
from mewayz_workspace.mail.handlers import send_mail
from mewayz_workspace.mail.models import MailMessage
from mewayz_workspace.mail.schemas import MailRequest, SendMail


async def post(uow: UnitOfWork, request: MailRequest) -> MailMessage:
    """Keep a mail and have it sent after the commit; the same `message_id` again changes nothing."""
    row = await service.queue(uow, request)
    if row.state == "queued":
        uow.enqueue(send_mail, SendMail(mail_id=row.id), dedupe=str(request.message_id))
    return row
