"""Reports in the formats made for them: delivery status (RFC 3464, 6533) and abuse feedback (RFC 5965). Pure."""

from collections.abc import Iterator, Sequence
from email import message_from_string
from email.message import Message

from mewayz_crm.bounces.reading import Reading, Returned, address_in, header, message_ids, words
from mewayz_kit.mail.verdicts import judge

STATUS = {"message/delivery-status", "message/global-delivery-status"}
FEEDBACK = "message/feedback-report"
COMPLAINTS = {"abuse", "fraud", "virus", "other"}
"""Kinds of feedback that mean: this was not wanted. `not-spam` and reports about signatures mean nothing here."""
MAX_PARTS = 60


def parts(message: Message) -> Sequence[Message]:
    """The parts of a mail, from the outside in; nobody needs more of them than this to report something."""
    found = []
    for number, part in enumerate(message.walk()):
        if number == MAX_PARTS:
            break
        found.append(part)
    return found


def delivery_status(message: Message) -> Reading | None:
    """A report of delivery: each recipient judged apart, those that were reached or are still tried left out."""
    every = parts(message)
    reports = [part for part in every if part.get_content_type() in STATUS]
    if not reports:
        return None
    found = [one for report in reports for block in blocks(report) if (one := _recipient(block)) is not None]
    if not found:
        return Reading("automatic")
    return Reading("bounce", recipients=tuple(found), refers_to=originals(every))


def feedback(message: Message) -> Reading | None:
    """A report of a mailbox provider that somebody complained, or wants nothing more."""
    every = parts(message)
    report = next((part for part in every if part.get_content_type() == FEEDBACK), None)
    if report is None:
        return None
    [fields, *_] = [*blocks(report), Message()]
    kind = header(fields, "Feedback-Type").lower()
    addresses = [address_in(str(value)) for value in fields.get_all("Original-Rcpt-To") or ()]
    about = tuple(dict.fromkeys(address for address in addresses if address))
    if kind == "opt-out":
        return Reading("opt_out", addresses=about, refers_to=originals(every))
    if kind in COMPLAINTS:
        return Reading("complaint", addresses=about, refers_to=originals(every))
    return Reading("automatic")


def blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report: some the library has taken apart, some come as text."""
    inner = part.get_payload()
    if isinstance(inner, list):
        # A group that it took for a whole message has the fields of the next group as its words.
        for block in (one for one in inner if isinstance(one, Message)):
            yield block
            if rest := words(block).strip():
                yield from _groups(rest)
    else:
        yield from _groups(words(part))


def originals(every: Sequence[Message]) -> tuple[str, ...]:
    """The Message-IDs of the mails that a report encloses, whole or as headers only."""
    found: list[str] = []
    for part in every:
        if part.get_content_type() == "text/rfc822-headers":
            found += message_ids(header(message_from_string(words(part)), "Message-ID"))
        elif part.get_content_type() in {"message/rfc822", "message/global", "message/rfc822-headers"}:
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                found += message_ids(header(inner[0], "Message-ID"))
    return tuple(dict.fromkeys(found))


def _groups(text: str) -> Iterator[Message]:
    for group in text.replace("\r\n", "\n").split("\n\n"):
        if group.strip():
            yield message_from_string(group.strip() + "\n")


def _recipient(block: Message) -> Returned | None:
    """What a group says of a recipient; None for the group about the report, and where nothing failed."""
    if header(block, "Action").lower() != "failed":
        return None
    named = [header(block, name) for name in ("Original-Recipient", "Final-Recipient")]
    address = next((found for text in named if (found := address_in(text)) is not None), None)
    if address is None:
        return None
    status, said = header(block, "Status").split(" ")[0] or None, header(block, "Diagnostic-Code")
    reason = said.partition(";")[2].strip() or said or status or "failed"
    return Returned(address, judge(status, said), status[:12] if status else None, reason[:500])
