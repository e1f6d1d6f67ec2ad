"""Use-cases of mail."""

from collections.abc import Mapping
from datetime import timedelta
from email import message_from_string, policy
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import NotFound, ProviderNotConfigured, Unprocessable
from mewayz_kit.events import Reject
from mewayz_kit.inbox import MAX_ATTEMPTS, Work
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail.models import MailboxMessage, MailMessage, MailTemplate
from mewayz_workspace.mail.rendering import Rendered, compose, problems, render
from mewayz_workspace.mail.schemas import (
    MailboxMessageRead,
    MailMessageRead,
    MailRequest,
    MailTemplateRead,
    MailTemplateUpdate,
    RawMail,
)
from mewayz_workspace.mail.transports import LocalMailbox, Refused, Smtp, open_transport
from mewayz_workspace.settings import WorkspaceSettings

SEAL = "mail-data"
NOT_CONFIGURED = "provider_not_configured"
DEFAULT_LOCALE = "en"
KEPT_FOR = timedelta(days=90)
templates = Records(MailTemplate, MailTemplateRead, entity="mail_template", tells=("updated",), public=False)
messages = Records(MailMessage, MailMessageRead, entity="mail_message", tells=())
mailbox = Records(MailboxMessage, MailboxMessageRead, entity="mailbox_message", tells=())


def transport_of(runtime: Runtime) -> Smtp | LocalMailbox | None:
    """How this process sends, by its settings."""
    url = _settings(runtime).mail_url
    return open_transport(url.get_secret_value() if url else None)


def transport_name(runtime: Runtime) -> str:
    """`local`, `smtp` or `provider_not_configured`."""
    transport = transport_of(runtime)
    return NOT_CONFIGURED if transport is None else "local" if isinstance(transport, LocalMailbox) else "smtp"


async def queue(uow: UnitOfWork, request: MailRequest) -> MailMessage:
    """Keep a mail; the same `message_id` again is the same mail. The caller enqueues its sending."""
    known: MailMessage | None = await uow.scalar(
        sa.select(MailMessage).where(col(MailMessage.message_id) == request.message_id)
    )
    if known is not None:
        return known
    template = await _template(uow, request.template, request.locale)
    # A caller of tomorrow may send more than the template of today shows.
    data = {name: request.data.get(name) for name in template.variables}
    row = MailMessage(
        message_id=request.message_id,
        to=request.to,
        template=request.template,
        locale=template.locale,
        category=request.category,
        workspace_id=uow.scope.workspace_id,
        sealed_data=uow.runtime.crypto.seal(SEAL, orjson.dumps(data)),
        last_error=NOT_CONFIGURED if transport_of(uow.runtime) is None else None,
    )
    uow.add(row)
    await uow.flush()
    return row


async def send(work: Work, mail_id: UUID) -> None:
    """Send one queued mail: read, deliver outside any transaction, mark. Safe to run twice."""
    transport = transport_of(work.runtime)
    async with work.uow(writes=False) as uow:
        row = await uow.find(MailMessage, mail_id)
        if row is None or row.state != "queued" or row.sealed_data is None:
            return
        template = await _template(uow, row.template, row.locale)
        data = orjson.loads(work.runtime.crypto.open(SEAL, row.sealed_data))
    if transport is None:
        await _mark(work, mail_id, state="queued", error=NOT_CONFIGURED)
        return
    words = render(template.subject, template.text, template.html, data)
    try:
        await _deliver(work, transport, row, words)
    except Refused as error:
        await _mark(work, mail_id, state="failed", error=str(error))
        raise Reject(str(error)) from error
    except Exception as error:  # whatever it was, the inbox tries again, and the row shows why
        state = "failed" if work.attempts >= MAX_ATTEMPTS else "queued"
        await _mark(work, mail_id, state=state, error=f"{type(error).__name__}: {error}")
        raise
    await _mark(work, mail_id, state="sent", error=None)


async def keep_raw(uow: UnitOfWork, mail: RawMail) -> MailboxMessage:
    """Put a whole mail into the local mailbox, once per Message-ID; 409 when another transport is set."""
    if not isinstance(transport_of(uow.runtime), LocalMailbox):
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
    if transport_of(uow.runtime) is None:
        return []
    statement = sa.select(col(MailMessage.id)).where(
        col(MailMessage.state) == "queued", col(MailMessage.last_error) == NOT_CONFIGURED
    )
    found = list(await uow.all(statement.order_by(col(MailMessage.created_at)).limit(200)))
    await uow.execute(sa.update(MailMessage).where(col(MailMessage.id).in_(found)).values(last_error=None))
    return found


async def forget_old(uow: UnitOfWork) -> None:
    """Delete finished mails and mailbox mails after their time; what is still queued stays."""
    before = uow.now - KEPT_FOR
    finished = col(MailMessage.state) != "queued"
    await uow.execute(sa.delete(MailMessage).where(finished, col(MailMessage.created_at) < before))
    await uow.execute(sa.delete(MailboxMessage).where(col(MailboxMessage.created_at) < before))


async def edit_template(uow: UnitOfWork, row: MailTemplate, patch: MailTemplateUpdate) -> MailTemplate:
    """Save new words after checking syntax and variables of each part."""
    for name, source in given(patch).items():
        if source is None:
            raise Unprocessable.field(f"/{name}", "null", "A template has a subject, a text and HTML.")
        if problem := problems(source, row.variables):
            raise Unprocessable.field(f"/{name}", "invalid_template", f"The {name} {problem}.")
    return await templates.update(uow, row, patch)


def refuse_unless_local(runtime: Runtime) -> None:
    """The mailbox is there only while it is the transport."""
    if not isinstance(transport_of(runtime), LocalMailbox):
        raise NotFound(detail="There is no local mailbox here.")


async def _deliver(work: Work, transport: Smtp | LocalMailbox, row: MailMessage, words: Rendered) -> None:
    message = compose(
        words,
        sender=_settings(work.runtime).mail_from,
        to=row.to,
        message_id=row.message_id,
        at=work.now,
        category=row.category,
    )
    if isinstance(transport, Smtp):
        await transport.send(message)
        return
    async with work.uow() as uow:
        raw = message.as_string(policy=policy.SMTPUTF8)
        await keep_raw(uow, RawMail(message_id=str(message["Message-ID"]), to=row.to, raw=raw))


async def _mark(work: Work, mail_id: UUID, *, state: str, error: str | None) -> None:
    """Write down what became of a mail; its data goes as soon as nobody needs it."""
    values: Mapping[str, Any] = {
        "state": state,
        "attempts": work.attempts,
        "last_error": error[:500] if error else None,
        "updated_at": work.now,
        **({"sent_at": work.now} if state == "sent" else {}),
        **({"sealed_data": None} if state != "queued" else {}),
    }
    async with work.uow() as uow:
        await uow.execute(
            sa.update(MailMessage)
            .where(col(MailMessage.id) == mail_id, col(MailMessage.state) == "queued")
            .values(**values)
        )


async def _template(uow: UnitOfWork, key: str, locale: str) -> MailTemplate:
    """The template in the wanted language, its base language, or English."""
    wanted = [locale, locale.partition("-")[0], DEFAULT_LOCALE]
    rows = await uow.all(
        sa.select(MailTemplate).where(col(MailTemplate.key) == key, col(MailTemplate.locale).in_(wanted))
    )
    found: MailTemplate | None = min(rows, key=lambda row: wanted.index(row.locale), default=None)
    if found is None:
        raise Unprocessable.field("/template", "unknown_template", f"There is no mail template {key}.")
    return found


def _settings(runtime: Runtime) -> WorkspaceSettings:
    settings = runtime.settings
    if not isinstance(settings, WorkspaceSettings):
        raise TypeError("the workspace service needs its own settings")
    return settings
