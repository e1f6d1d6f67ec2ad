"""Use-cases of bounces: reading a mail that came in. Nothing is stored here, and nothing changes."""

from dataclasses import asdict
from email import message_from_bytes
from email.message import Message

from mewayz_crm.bounces.plain import plain_bounce
from mewayz_crm.bounces.reading import Reading, Returned, header, message_ids
from mewayz_crm.bounces.reports import delivery_status, feedback
from mewayz_crm.bounces.schemas import ParsedMail
from mewayz_kit.mail.verdicts import judge

__all__ = ["Reading", "Returned", "judge", "parse", "read"]
RECEIPT = "disposition-notification"
AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")


def parse(raw: str) -> ParsedMail:
    """The classification of a mail, as an answer."""
    found = asdict(read(message_from_bytes(raw.encode())))
    return ParsedMail.model_validate({name: list(v) if isinstance(v, tuple) else v for name, v in found.items()})


def read(message: Message) -> Reading:
    """What a mail is. The formats made for reports come first, for they are sure; then what headers say; then words."""
    if (found := delivery_status(message) or feedback(message)) is not None:
        return found
    if (found := plain_bounce(message)) is not None:
        return found
    if is_automatic(message):
        return Reading("automatic")
    return Reading("mail", refers_to=message_ids(header(message, "In-Reply-To"), header(message, "References")))


def is_automatic(message: Message) -> bool:
    """Whether a program answered (RFC 3834), or only says that a mail was seen (RFC 8098)."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"} or header(message, "Precedence").lower() in {"auto_reply", "bulk", "junk", "list"}:
        return True
    reports = str(message.get_param("report-type") or "").lower()
    return reports == RECEIPT or any(header(message, name) for name in AUTOMATIC)
