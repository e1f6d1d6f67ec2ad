"""Use-cases of mails that other services ask for."""

from collections.abc import Mapping
from typing import Any

from mewayz_crm.formats import read_address
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.mail_templates.rendering import Rendered
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.attachments import MOST
from mewayz_crm.messages.customer_mails import repository
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.senders import service as senders
from mewayz_kit.customer_mails import CustomerMail
from mewayz_kit.events import Reject
from mewayz_kit.files import InvalidKey, checked_key
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


async def send(uow: UnitOfWork, event: Envelope) -> None:
    """One transactional mail per service and key, from the workspace's sender.

    The request may hold a link that only its reader may have, so it is emptied here, and the words go once they are
    sent. Whatever cannot become a mail stays among the dead messages, where operators see it whole.
    """
    asked = _read(event)
    draft = Draft(
        category="transactional",
        purpose=asked.template_key,
        to_address=asked.to.address,
        to_name=" ".join(asked.to.name.split())[:200] if asked.to.name else None,
        sender_id=await senders.of_workspace(uow),
        dedupe_key=f"customer:{event.source}:{asked.dedupe_key}",
        fleeting=True,
        attachments=[
            *({"media_id": str(one)} for one in asked.attachments),
            *(one.model_dump() for one in asked.files),
        ],
        **(await _words(uow, asked))._asdict(),
    )
    await messages.queue(uow, draft)
    await repository.empty(uow, event)


def _read(event: Envelope) -> CustomerMail:
    try:
        asked = CustomerMail.model_validate(event.data)
        read_address(asked.to.address)
    except ValueError as error:  # a form that nobody agreed on, or an address that is none
        raise Reject(f"no mail can be made of it: {type(error).__name__}") from error
    if len(asked.attachments) + len(asked.files) > MOST:
        raise Reject(f"a mail carries at most {MOST} files")
    for file in asked.files:
        try:
            checked_key(file.key)
        except InvalidKey as error:
            raise Reject("the key of a file is none") from error
        if not file.key.startswith(f"{event.source}/"):
            raise Reject("a service attaches only files that it has made")
    return asked


async def _words(uow: UnitOfWork, asked: CustomerMail) -> Rendered:
    """Those of the workspace where it has a template of this key, else those of the service."""
    version = await templates.transactional(uow, asked.template_key)
    if version is not None:
        values = {name: _plain(asked.data, name) for name in version.variables}
        return await messages.fill(uow, version, values, address=asked.to.address)
    if asked.words is None:
        raise Reject(f"neither the workspace nor the service has words for {asked.template_key}")
    return messages.written(asked.words.subject, None, asked.words.text)


def _plain(data: Mapping[str, Any], name: str) -> str | int | None:
    """A value as templates take them; what a service does not say, or says in parts, is empty."""
    value = data.get(name)
    return value if isinstance(value, str | int) else None
