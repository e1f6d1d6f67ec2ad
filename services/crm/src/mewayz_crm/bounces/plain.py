"""Bounces in words: what common mail programs write where they send no report. Pure.

Only what is clear counts: an address that the mail itself names as failed, with what was said of it.
"""

import re
from email.message import Message

from mewayz_crm.bounces.reading import Reading, Returned, address_in, header, message_ids, words
from mewayz_crm.bounces.reports import originals, parts
from mewayz_kit.mail.verdicts import code_of, judge

DAEMON = re.compile(r"\b(mailer-daemon|postmaster|mail delivery (?:sub)?system)\b", re.IGNORECASE)
FAILED = re.compile(
    r"this is the qmail-send program|could not be delivered|couldn't be delivered|was(?: not|n't) delivered"
    r"|undeliver|delivery (?:has |to the following recipients? )?failed|failure notice|returned mail"
    r"|did not reach the following recipient",
    re.IGNORECASE,
)
TRYING = re.compile(r"\b(?:warning|delayed|will (?:be )?(?:retried|retry|keep trying)|still being retried)\b", re.I)
ENTRY = re.compile(
    r"^[ \t]*<?([^\s<>:;,()\"]{1,64}@[^\s<>:;,()\"]{3,253})>?(?::[ \t]*(.*)|[ \t]*)$"
    r"((?:\n(?!\s*$|[ \t]*<?\S+@\S+>?:?\s*$).*)*)",
    re.MULTILINE,
)
"""An address that begins a line (qmail `<a@b>:`, Exim `  a@b`), and the lines about it up to an empty one."""
QUOTED = re.compile(
    r"^-{2,}.*(?:below this line|copy of (?:your|the) message|original message|copy of the).*$", re.I | re.M
)
HEADER_ID = re.compile(r"^[ \t>]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


def plain_bounce(message: Message) -> Reading | None:
    """A bounce without a report; None for what is none, or does not say of whom."""
    every = parts(message)
    text = next((words(part) for part in every if part.get_content_type() == "text/plain"), "").replace("\r\n", "\n")
    sender, subject = header(message, "From"), header(message, "Subject")
    if not DAEMON.search(sender) or not FAILED.search(f"{subject}\n{text}"):
        return None
    if TRYING.search(subject):
        return Reading("automatic")
    told, _, quoted = _told(text)
    found = _entries(told) or _named(header(message, "X-Failed-Recipients"), told)
    if not found:
        return None
    refers_to = originals(every) or message_ids(*HEADER_ID.findall(quoted or text))
    return Reading("bounce", recipients=tuple(found), refers_to=refers_to)


def _told(text: str) -> tuple[str, str, str]:
    """What the program says, and the mail that it quotes."""
    mark = QUOTED.search(text)
    return (text, "", "") if mark is None else (text[: mark.start()], mark.group(), text[mark.end() :])


def _entries(told: str) -> list[Returned]:
    found: dict[str, Returned] = {}
    for address, first, rest in ENTRY.findall(told):
        norm, said = address_in(address), " ".join(f"{first} {rest}".split())
        if norm is not None and said and norm not in found:
            found[norm] = _returned(norm, said)
    return list(found.values())


def _named(header_text: str, told: str) -> list[Returned]:
    """Exim names them in a header as well; if there is one, all that is said is said of it."""
    named = list(filter(None, (address_in(part) for part in header_text.split(","))))
    said = " ".join(told.split())
    return [_returned(norm, said if len(named) == 1 else "failed") for norm in dict.fromkeys(named)]


def _returned(norm: str, said: str) -> Returned:
    code = code_of(said)
    return Returned(norm, judge(None, said), ".".join(map(str, code)) if code else None, said[:500])
