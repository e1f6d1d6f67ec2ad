"""The one door by which a mail leaves. Never inside a transaction."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal, NamedTuple
from uuid import UUID

from mewayz_crm.environment import environment_of
from mewayz_crm.mail.mime import Letter, Words, compose
from mewayz_crm.mail.signing import SigningKey, sign
from mewayz_crm.mail.transports import transport_of
from mewayz_kit.errors import ProviderNotConfigured
from mewayz_kit.mail.base import Outgoing, Refused
from mewayz_kit.service import Runtime

__all__ = ["Accepted", "Mail", "Outcome", "Words", "deliver", "hand_over", "house_address"]
Outcome = Literal["sent", "refused", "provider_not_configured"]


class Accepted(NamedTuple):
    """Who has taken a mail, and as what."""

    provider: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address from the house's own address, in the name of a workspace. `message_id` is the same
    however often it is tried."""

    message_id: UUID
    sender_name: str
    to: str
    words: Words


async def hand_over(runtime: Runtime, letter: Letter, key: SigningKey | None) -> Accepted:
    """Hand a mail to the provider, signed by `key` where the provider sends what it is given.

    Raises `Refused` for what can never be sent, `ProviderNotConfigured`, and whatever a provider does
    (`mewayz_kit.mail.failures` says what that means).
    """
    transport = transport_of(runtime)
    now = runtime.clock.now()
    message = compose(letter, at=now)
    signed = sign(message, key, at=now) if key and not transport.provider.builds_message else message.as_bytes()
    mail = Outgoing(
        message=message,
        message_id=letter.id,
        sender=str(message["From"]),
        to=letter.to_address,
        subject=str(message["Subject"]),
        text=letter.words.text,
        html=letter.words.html,
        raw=signed,
        return_path=letter.return_path,
    )
    return Accepted(transport.name, await transport.provider.send(mail))


async def deliver(runtime: Runtime, mail: Mail) -> Outcome:
    """Hand over a mail of the house; raises while the provider is away, for the job that calls it to be tried again."""
    letter = Letter(
        id=mail.message_id,
        from_address=house_address(runtime),
        from_name=mail.sender_name,
        to_address=mail.to,
        words=mail.words,
    )
    try:
        await hand_over(runtime, letter, None)
    except Refused:
        return "refused"
    except ProviderNotConfigured:
        return "provider_not_configured"
    return "sent"


def house_address(runtime: Runtime) -> str:
    """Where mails come from that no sender of a workspace sends."""
    return parseaddr(environment_of(runtime.settings).mail_from)[1]
