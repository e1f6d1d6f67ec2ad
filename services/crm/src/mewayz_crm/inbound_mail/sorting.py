"""What a mail that came in reports about mails of ours. Pure but for the key that proves our addresses.

It names a message by the address that it came to, which we made for that message, or else by the Message-ID that it
refers to. A Message-ID is known to everybody whom the mail was forwarded to, so a report must also speak of the address
that the message went to.
"""

from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from hashlib import sha256
from typing import Any

from mewayz_crm.bounces.reading import header
from mewayz_crm.bounces.service import Reading, read
from mewayz_crm.mail import addresses
from mewayz_crm.mail_events.reports import Clue, Occurrence, Report
from mewayz_crm.mail_events.schemas import Kind
from mewayz_kit.service import Runtime

PROVIDER = "mail"
TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
Found = Iterator[tuple[Kind, Clue, dict[str, Any]]]


def reports(runtime: Runtime, message: Message, raw: bytes, now: datetime) -> list[Report]:
    """What follows from a mail; nothing from one that is automatic, or that answers no mail."""
    headers = " ".join(str(value) for name in TO for value in message.get_all(name) or ())
    ours, found = addresses.read(runtime, headers), read(message)
    name = header(message, "Message-ID") or sha256(raw).hexdigest()
    return [
        Report(about=about, what=Occurrence(kind=kind, at=now, provider=PROVIDER, event_id=f"{name}:{number}", **more))
        for number, (kind, about, more) in enumerate(_sorted(found, ours))
    ]


def _sorted(found: Reading, ours: addresses.Address | None) -> Found:
    match found.kind:
        case "bounce":
            yield from _bounces(found, ours)
        case "complaint":
            yield "complaint", _about(found, ours), {}
        case "opt_out":
            yield "unsubscribe", _about(found, ours), {"everything": True}
        case "mail" if ours is not None and ours.purpose == "leave":
            yield "unsubscribe", Clue(message_id=ours.message_id), {}
        case "mail" if found.refers_to:
            yield "reply", Clue(rfc_message_ids=found.refers_to), {}


def _bounces(found: Reading, ours: addresses.Address | None) -> Found:
    """Each recipient apart. A report of one recipient that came to the message's own address is about it, whatever
    address it names: that is how the mail of somebody comes back who has it forwarded."""
    alone = len(found.recipients) == 1
    for one in found.recipients:
        more = {"reason": one.reason, "status": one.status}
        about = Clue(rfc_message_ids=found.refers_to, address=one.address)
        if ours is not None:
            about = Clue(message_id=ours.message_id, address=None if alone else one.address)
        yield "hard_bounce" if one.verdict == "hard" else "soft_bounce", about, more


def _about(found: Reading, ours: addresses.Address | None) -> Clue:
    """Which message somebody complains about. Providers may leave their name out of it."""
    if ours is not None:
        return Clue(message_id=ours.message_id)
    named = found.addresses[0] if len(found.addresses) == 1 else None
    return Clue(rfc_message_ids=found.refers_to, address=named)
