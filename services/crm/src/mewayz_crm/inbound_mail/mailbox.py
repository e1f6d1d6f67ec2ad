"""A mailbox of the operator's that is read by IMAP (RFC 3501): no mail in it is changed, moved or marked.

The protocol is spoken by the standard library, which blocks: `fetch` is for a thread.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"imaps": 993, "imap": 143}
TIMEOUT = 20.0
"""Seconds for each answer of the server."""
FORMS = "imaps://{user}:{password}@{host}/{folder} or imap://…, which starts TLS unless ?starttls=never"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Mark(NamedTuple):
    """How far a mailbox was read. UIDs only grow while `validity` is the same; with another one all are new."""

    validity: int
    uid: int


class Arrived(NamedTuple):
    """A mail by its UID; `raw` is None for one that is too large to look at."""

    uid: int
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where it is and who reads it."""

    host: str
    port: int
    username: str
    password: str
    folder: str
    tls: bool
    starttls: bool

    @classmethod
    def of(cls, url: str) -> "Mailbox":
        """The mailbox of an URL; ValueError for one that names none."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        wrong = options.keys() - {"starttls"} or options.get("starttls", "never") != "never"
        if parts.scheme not in PORTS or not parts.hostname or not parts.username or parts.password is None or wrong:
            raise ValueError(f"use {FORMS}")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            username=unquote(parts.username),
            password=unquote(parts.password),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            tls=parts.scheme == "imaps",
            starttls=parts.scheme == "imap" and "starttls" not in options,
        )

    @property
    def key(self) -> str:
        """What its mark is kept under; another password is the same mailbox."""
        return sha256(repr((self.host, self.port, self.username, self.folder)).encode()).hexdigest()


def fetch(box: Mailbox, mark: Mark | None, *, most: int, largest: int) -> tuple[int, list[Arrived]]:
    """The validity of the mailbox now, and up to `most` mails after the mark, oldest first.

    OSError or `imaplib.IMAP4.error` when the server does not answer, or refuses.
    """
    with _connected(box) as server:
        _demand(server.select('"' + re.sub(r'(["\\])', r"\\\1", box.folder) + '"', readonly=True))
        [validity] = server.response("UIDVALIDITY")[1]
        after = mark.uid if mark is not None and mark.validity == int(validity) else 0
        [found] = _demand(server.uid("SEARCH", f"UID {after + 1}:*"))
        # The range of RFC 3501 always holds the last mail, however old it is.
        uids = sorted(uid for uid in map(int, found.split()) if uid > after)[:most]
        return int(validity), [Arrived(uid, _raw(server, uid, largest)) for uid in uids]


@contextmanager
def _connected(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    server: imaplib.IMAP4
    if box.tls:
        server = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)
    try:
        if box.starttls:
            server.starttls(context)
        server.login(box.username, box.password)
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _raw(server: imaplib.IMAP4, uid: int, largest: int) -> bytes | None:
    described = b" ".join(part for part in _demand(server.uid("FETCH", str(uid), "(RFC822.SIZE)")) if part)
    size = _SIZE.search(described)
    if size is None or int(size.group(1)) > largest:
        return None
    parts = _demand(server.uid("FETCH", str(uid), "(BODY.PEEK[])"))
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)


def _demand(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the server answers {status}")
    return data
