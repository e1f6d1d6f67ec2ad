"""Use-case of the mailbox: what has come in since the last time is taken over, each mail once."""

import asyncio
import imaplib
from email import message_from_bytes

import sqlalchemy as sa
import structlog
from sqlmodel import col

from mewayz_crm.environment import environment_of
from mewayz_crm.inbound_mail import mailbox, sorting
from mewayz_crm.inbound_mail.mailbox import Mailbox, Mark
from mewayz_crm.inbound_mail.models import MailboxMark
from mewayz_crm.inbound_mail.service import LARGEST
from mewayz_crm.mail_events import service as mail_events
from mewayz_kit.inbox import Work
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork

log = structlog.get_logger(__name__)
AT_ONCE = 50
LONGEST = 25.0
"""Seconds after which the rest waits for the next time: the job has a lease of a minute."""


async def poll(work: Work) -> None:
    """Read what is new in the operator's mailbox, if there is one. A server that does not answer is asked again."""
    url = environment_of(work.runtime.settings).crm_mailbox_url
    if url is None or not url.get_secret_value():
        return
    box, until = Mailbox.of(url.get_secret_value()), work.runtime.clock.monotonic() + LONGEST
    try:
        while await _some(work, box) == AT_ONCE and work.runtime.clock.monotonic() < until:
            pass
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("inbound_mail.mailbox_failed", host=box.host, error=f"{type(error).__name__}: {error}"[:300])


async def _some(work: Work, box: Mailbox) -> int:
    """The next mails; answers how many there were."""
    async with work.uow(writes=False) as reading:
        row = await reading.scalar(sa.select(MailboxMark).where(col(MailboxMark.key) == box.key))
    mark = Mark(row.validity, row.uid) if row is not None else None
    validity, arrived = await asyncio.to_thread(mailbox.fetch, box, mark, most=AT_ONCE, largest=LARGEST)
    for mail in arrived:
        async with work.uow() as uow:
            if await _is_new(uow, box, Mark(validity, mail.uid)) and mail.raw is not None:
                for report in sorting.reports(uow.runtime, message_from_bytes(mail.raw), mail.raw, uow.now):
                    mail_events.report(uow, report)
    return len(arrived)


async def _is_new(uow: UnitOfWork, box: Mailbox, mark: Mark) -> bool:
    """Move the mark on to a mail, for one of all who try; what it reports is kept in the same transaction."""
    first = {"key": box.key, "validity": mark.validity, "uid": 0}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, MailboxMark).values(**first))
    older = sa.or_(col(MailboxMark.validity) != mark.validity, col(MailboxMark.uid) < mark.uid)
    moved = sa.update(MailboxMark).where(col(MailboxMark.key) == box.key, older).values(**mark._asdict())
    return bool((await uow.execute(moved.execution_options(synchronize_session=False))).rowcount)
