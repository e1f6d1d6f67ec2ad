"""One try to send a claimed mail, never inside a transaction."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.mail import addresses, outlet
from mewayz_crm.mail.links import unsubscribe_link, url
from mewayz_crm.mail.mime import File, Letter, Words
from mewayz_crm.mail.signing import SigningKey
from mewayz_crm.mail.transports import transport_of
from mewayz_crm.mail_domains import service as mail_domains
from mewayz_crm.messages import attachments
from mewayz_crm.messages.drafts import Outcome
from mewayz_crm.messages.models import Message
from mewayz_kit.errors import ProviderNotConfigured
from mewayz_kit.mail.base import Refused
from mewayz_kit.mail.failures import certainly_not_taken
from mewayz_kit.service import Runtime
from mewayz_kit.tokens import service_principal
from mewayz_kit.uow import Cause, UnitOfWork


async def call(runtime: Runtime, message: Message) -> Outcome:
    """Hand a claimed mail to the provider and say what became of it; whatever the provider does is an outcome."""
    key, name = await _key(runtime, message), transport_of(runtime).name
    try:
        files = await attachments.fetch(runtime, message)
    except Refused as error:
        return Outcome("refused", name, reason=str(error))
    except Exception as error:  # nothing has left, so it may be tried again
        return Outcome("later", name, reason=f"{type(error).__name__}: {error}"[:500])
    try:
        taken = await outlet.hand_over(runtime, letter_of(runtime, message, files), key)
    except Refused as error:
        return Outcome("refused", name, reason=str(error)[:500], bounced=error.bounced)
    except ProviderNotConfigured:
        return Outcome("provider_not_configured", reason=ProviderNotConfigured.default_code)
    except Exception as error:  # whatever it was, the row says it, and whether it may be tried again
        certain = name == "local" or certainly_not_taken(error)
        return Outcome("later" if certain else "unknown", name, reason=f"{type(error).__name__}: {error}"[:500])
    return Outcome("accepted", taken.provider, ref=taken.ref)


def letter_of(runtime: Runtime, message: Message, files: Sequence[File] = ()) -> Letter:
    """The mail of a row. Marketing and personal mail carries the way out of it, transactional mail does not."""
    transactional = message.category == "transactional"
    link = unsubscribe_link(message.workspace_id, message.to_address, [UUID(one) for one in message.list_ids])
    return Letter(
        id=UUID(message.rfc_message_id.partition("@")[0]),
        from_address=message.from_address,
        from_name=message.from_name,
        to_address=message.to_address,
        to_name=message.to_name,
        reply_to=message.reply_to,
        in_reply_to=message.in_reply_to,
        words=Words(message.subject, message.text or "", message.html or ""),
        unsubscribe_url=None if transactional else url(runtime, link),
        unsubscribe_address=None if transactional else addresses.make(runtime, "leave", message.id),
        return_path=addresses.make(runtime, "bounce", message.id),
        automatic=message.category != "personal",
        files=files,
    )


async def _key(runtime: Runtime, message: Message) -> SigningKey | None:
    """The key of the domain that the mail comes from, if the workspace has proven that it is its own."""
    principal = service_principal(runtime.service.name, message.workspace_id)
    reading = UnitOfWork(runtime, principal, cause=Cause(correlation_id=message.id), writes=False)
    try:
        return await mail_domains.key_of(reading, message.from_address.rpartition("@")[2])
    finally:
        await reading.close()
