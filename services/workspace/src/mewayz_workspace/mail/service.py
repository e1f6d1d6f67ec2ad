"""Use-cases of mail: keeping mails until they are sent, and the local mailbox."""

from collections.abc import Mapping
from datetime import timedelta
from email import message_from_string, policy
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import NotFound, ProviderNotConfigured
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import templates
from mewayz_workspace.mail.models import MailboxMessage, MailMessage
from mewayz_workspace.mail.schemas import MailboxMessageRead, MailMessageRead, MailRequest, RawMail
from mewayz_workspace.mail.transports import NOT_CONFIGURED, transport_of

SEAL = "mail-data"
KEPT_FOR = timedelta(days=90)
messages = Records(MailMessage, MailMessageRead, entity="mail_message", tells=())
mailbox = Records(MailboxMessage, MailboxMessageRead, entity="mailbox_message", tells=())


async def queue(uow: UnitOfWork, request: MailRequest, headers: Mapping[str, str]) -> MailMessage:
    """Keep a mail; the same `message_id` again is the same mail. The caller enqueues its sending."""
    known: MailMessage | None = await uow.scalar(
        sa.select(MailMessage).where(col(MailMessage.message_id) == request.message_id)
    )
    if known is not None:
        return known
    template = await templates.find(uow, request.template, request.locale)
    # A caller of tomorrow may send more than the template of today shows.
    data = {name: request.data.get(name) for name in template.variables}
    row = MailMessage(
        message_id=request.message_id,
        to=request.to,
        template=request.template,
        locale=template.locale,
        category=request.category,
        workspace_id=uow.scope.workspace_id,
        headers=dict(headers) or None,
        sealed_data=uow.runtime.crypto.seal(SEAL, orjson.dumps(data)),
        last_error=NOT_CONFIGURED if await transport_of(uow) is None else None,
    )
    uow.add(row)
    await uow.flush()
    return row


async def is_mailbox_open(uow: UnitOfWork) -> bool:
    """Whether mails of this installation end in the local mailbox."""
    transport = await transport_of(uow)
    return transport is not None and transport.is_local


async def keep_raw(uow: UnitOfWork, mail: RawMail) -> MailboxMessage:
    """Put a whole mail into the local mailbox, once per Message-ID; 409 when another transport is set."""
    if not await is_mailbox_open(uow):
        raise ProviderNotConfigured(detail="The local mailbox is not the transport of this installation.")
    known: MailboxMessage | None = await uow.scalar(
        sa.select(MailboxMessage).where(col(MailboxMessage.message_id) == mail.message_id)
    )
    if known is not None:
        return known
    parsed = message_from_string(mail.raw, policy=policy.default)
    row = MailboxMessage(
        message_id=mail.message_id,
        to=mail.to,
        sender=str(parsed["From"] or "")[:320],
        subject=str(parsed["Subject"] or "")[:998],
        raw=mail.raw,
    )
    uow.add(row)
    await uow.flush()
    return row


async def waiting(uow: UnitOfWork) -> list[UUID]:
    """Mails that were kept while no transport was set."""
    if await transport_of(uow) is None:
        return []
    statement = sa.select(col(MailMessage.id)).where(
        col(MailMessage.state) == "queued", col(MailMessage.last_error) == NOT_CONFIGURED
    )
    found = list(await uow.all(statement.order_by(col(MailMessage.created_at)).limit(200)))
    await uow.execute(sa.update(MailMessage).where(col(MailMessage.id).in_(found)).values(last_error=None))
    return found


async def forget_old(work: Work) -> None:
    """Delete finished mails and mailbox mails after their time; what is still queued stays."""
    before = work.now - KEPT_FOR
    await forget(work.runtime, MailMessage, col(MailMessage.state) != "queued", col(MailMessage.created_at) < before)
    await forget(work.runtime, MailboxMessage, col(MailboxMessage.created_at) < before)


async def refuse_unless_local(uow: UnitOfWork) -> None:
    """The mailbox is there only while it is the transport."""
    transport = await transport_of(uow)
    if transport is None or not transport.is_local:
        raise NotFound(detail="There is no local mailbox here.")
