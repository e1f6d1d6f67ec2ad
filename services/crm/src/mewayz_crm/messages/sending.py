"""One try to send a mail, never inside a transaction."""

from uuid import UUID

from mewayz_crm.mail import outlet
from mewayz_crm.messages.drafts import Outcome
from mewayz_crm.messages.models import Message
from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime


async def call(runtime: Runtime, message: Message) -> Outcome:
    """Hand a claimed mail to the transport that holds now, and say what became of it; it never raises for what a
    provider does."""
    words = outlet.Words(message.subject, message.text or "", message.html or "")
    name = UUID(message.rfc_message_id.partition("@")[0])
    mail = outlet.Mail(message_id=name, sender_name=message.from_name, to=message.to_address, words=words)
    try:
        said = await outlet.deliver(runtime, mail)
    except Unavailable as error:
        return Outcome("later", "local", reason=str(error)[:500])
    match said:
        case "sent":
            return Outcome("accepted", "local")
        case "refused":
            return Outcome("refused", "local", reason="refused")
    return Outcome("provider_not_configured", reason=said)
