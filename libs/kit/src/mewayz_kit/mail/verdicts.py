"""When an address is lost, and when only this mail was. Pure."""

import re
from typing import Literal

Verdict = Literal["hard", "soft"]
CODE = re.compile(r"(?<![\d.])([245])[.](\d{1,3})[.](\d{1,3})(?![\d.])")
"""An enhanced status code (RFC 3463)."""
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-#])")
"""A reply code (RFC 5321)."""

LOST = {
    (1, 1): "the mailbox does not exist",
    (1, 2): "the domain does not exist",
    (1, 3): "no mailbox can have this address",
    (1, 6): "the mailbox has moved, nobody knows where",
    (1, 10): "the domain takes no mail at all (RFC 7505)",
    (2, 1): "the mailbox is disabled",
    (4, 4): "no route to the domain: it has no host",
}
"""Subject and detail of permanent codes after which an address is lost. All others leave it as it was: full boxes
(5.2.2), sizes, policies and spam filters (5.7) speak of a mail, not of an address (crm.md §8)."""
SAYS_NOTHING = {(0, 0), (1, 0), (5, 0)}
"""Codes that stand for whatever the text says; programs put them where they know no better one."""
SAYS_LOST = re.compile(
    r"\b(?:(?:no such|unknown|invalid|non-?existent) (?:user|mailbox|recipient|address)"
    r"|(?:user|mailbox|recipient|address|account)(?: address)?[^.;\n]{0,40}"
    r" (?:unknown|not found|does(?: not|n't) exist|(?:is )?disabled)"
    r"|(?:user|recipient|mailbox|address) unknown|no mailbox here|unrouteable address|unknown local part"
    r"|(?:host|domain)[^;\n]{0,80} (?:not found|does(?: not|n't) exist))",
    re.IGNORECASE,
)


def judge(status: str | None, said: str) -> Verdict:
    """`hard` when the mailbox or its domain does not exist or refuses all mail, `soft` for everything else."""
    code = code_of(status or "") or code_of(said)
    if code is not None and code[1:] in SAYS_NOTHING:
        told = code_of(said)
        code = told if told is not None and told[1:] not in SAYS_NOTHING else code
    if code is not None and (code[0] != 5 or code[1:] not in SAYS_NOTHING):
        return "hard" if code[0] == 5 and code[1:] in LOST else "soft"
    reply = REPLY.search(said)
    if reply is not None and reply.group(1).startswith("4"):
        return "soft"
    return "hard" if SAYS_LOST.search(said) else "soft"


def code_of(text: str) -> tuple[int, int, int] | None:
    """The first enhanced status code in a text."""
    found = CODE.search(text)
    return (int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None
