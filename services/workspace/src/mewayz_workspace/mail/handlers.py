"""Jobs and timers of mail."""

from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import bounces, sending, service
from mewayz_workspace.mail.schemas import ConfirmTopic, SendMail


@job(held=False)
async def send_mail(data: SendMail, work: Work) -> None:
    """Send one mail; the inbox repeats it with growing pauses."""
    await sending.send(work, data.mail_id)


@every("1m")
async def send_what_waited(uow: UnitOfWork) -> None:
    """Mails that were kept while no transport was set leave once there is one."""
    for mail_id in await service.waiting(uow):
        uow.enqueue(send_mail, SendMail(mail_id=mail_id))


@every("1d")
async def forget_old_mails(work: Work) -> None:
    """What was sent, given up or kept in the mailbox is shown for 90 days."""
    await service.forget_old(work)


@job
async def confirm_topic(data: ConfirmTopic, work: Work) -> None:
    """Amazon reports bounces only after it was told that somebody listens."""
    await bounces.confirm_topic(work, data.url)
