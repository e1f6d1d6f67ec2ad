"""Sending one mail: read, deliver outside any transaction, mark. Safe to run twice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from mewayz_kit.events import Reject
from mewayz_kit.inbox import MAX_ATTEMPTS, Work
from mewayz_kit.mail.base import Refused
from mewayz_workspace.branding import service as branding
from mewayz_workspace.mail import bounces, service, templates
from mewayz_workspace.mail.models import MailMessage
from mewayz_workspace.mail.rendering import Rendered, compose, outgoing, render
from mewayz_workspace.mail.schemas import RawMail
from mewayz_workspace.mail.transports import NOT_CONFIGURED, LocalMailbox, Transport, transport_of


async def send(work: Work, mail_id: UUID) -> None:
    """Send one queued mail by the transport that holds now."""
    async with work.uow(writes=False) as uow:
        transport = await transport_of(uow)
        row = await uow.find(MailMessage, mail_id)
        if row is None or row.state != "queued" or row.sealed_data is None:
            return
        template = await templates.find(uow, row.template, row.locale)
        data = orjson.loads(work.runtime.crypto.open(service.SEAL, row.sealed_data))
        if transport is not None:
            transport = replace(transport, sender=await branding.sender(uow, row.workspace_id, transport.sender))
    if transport is None:
        await _mark(work, mail_id, state="queued", last_error=NOT_CONFIGURED)
        return
    words = render(template.subject, template.text, template.html, data)
    try:
        provider_id = await _deliver(work, transport, row, words)
    except Refused as error:
        state = "bounced" if error.bounced else "failed"
        await _mark(work, mail_id, state=state, last_error=str(error)[:500])
        raise Reject(str(error)) from error
    except Exception as error:  # whatever it was, the inbox tries again, and the row shows why
        state = "failed" if work.attempts >= MAX_ATTEMPTS else "queued"
        await _mark(work, mail_id, state=state, last_error=f"{type(error).__name__}: {error}"[:500])
        raise
    await _mark(work, mail_id, state="sent", transport=transport.name, provider_id=provider_id)


async def _deliver(work: Work, transport: Transport, row: MailMessage, words: Rendered) -> str | None:
    message = compose(
        words,
        sender=transport.sender,
        to=row.to,
        message_id=row.message_id,
        at=work.now,
        category=row.category,
        headers=row.headers or {},
    )
    if not isinstance(transport.way, LocalMailbox):
        mail = outgoing(message, words, sender=transport.sender, to=row.to, message_id=row.message_id)
        return await transport.way.send(mail)
    async with work.uow() as uow:
        raw = message.as_string(policy=message.policy.clone(linesep="\r\n"))
        await service.keep_raw(uow, RawMail(message_id=str(message["Message-ID"]), to=row.to, raw=raw))
    return None


async def _mark(work: Work, mail_id: UUID, *, state: str, **values: Any) -> None:
    """Write down what became of a mail; its data goes as soon as nobody needs it."""
    known: Mapping[str, Any] = {
        "state": state,
        "attempts": work.attempts,
        "last_error": None,
        **({"sent_at": work.now} if state == "sent" else {}),
        **({"sealed_data": None} if state != "queued" else {}),
    }
    async with work.uow() as uow:
        row = await uow.find(MailMessage, mail_id, lock=True)
        if row is None or row.state != "queued":
            return
        for name, value in {**known, **values}.items():
            setattr(row, name, value)
        if state == "bounced":
            bounces.tell(uow, row.id, row.to, row.template, str(row.last_error))
