"""Sending mails."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from mewayz_identity.mails import texts
from mewayz_identity.mails.schemas import Mail, SealedMail
from mewayz_identity.users.service import User
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

SEAL = "mail"


def send(uow: UnitOfWork, template: str, *, to: str, locale: str, **data: Any) -> None:
    """Send a mail if this transaction commits. Workspace fills `template` with `data` in the language `locale`."""
    # The job's function is looked up when needed: handlers may import services, never the other way round.
    from mewayz_identity.mails.handlers import deliver_mail

    mail = Mail(to=to, template=template, data=data, locale=locale)
    sealed = uow.runtime.crypto.seal(SEAL, mail.model_dump_json().encode())
    uow.enqueue(deliver_mail, SealedMail(sealed=b64encode(sealed).decode()))


def notice(uow: UnitOfWork, key: str, user: User, *, link: str = "", **params: str) -> None:
    """Send one of our own short texts to a person."""
    title, body = texts.text_of(key, user.locale)
    send(uow, "notification", to=user.email, locale=user.locale, title=title, body=body.format(**params), link=link)


async def hand_over(runtime: Runtime, sealed: SealedMail, *, message_id: UUID) -> None:
    """Give a mail to workspace, which keeps each `message_id` once."""
    mail = Mail.model_validate_json(runtime.crypto.open(SEAL, b64decode(sealed.sealed)))
    body = mail.model_dump() | {"message_id": str(message_id), "category": "security"}
    await runtime.client.call("workspace", "POST", "/internal/v1/mails", json=body, retry=True)
