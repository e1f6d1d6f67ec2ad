"""A name server on this machine: real DNS over UDP (RFC 1035), with the records that a test gives it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL = 1


@dataclass
class NameServer:
    """`records` maps a name and a type to texts: `server.records["shop.example.test", "A"] = ["127.0.0.1"]`.

    A CNAME is followed inside the records. `silent` makes it answer nothing at all.
    """

    address: str = ""
    silent: bool = False
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def txt(self, name: str, *values: str) -> None:
        """The TXT records of a name, instead of those it had."""
        self.records[name, "TXT"] = [f'"{value}"' for value in values]

    def answer(self, wire: bytes) -> bytes:
        """What this server says to one query."""
        query = dns.message.from_wire(wire)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        [question] = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        while alias := self.records.get((name, "CNAME")):
            reply.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", "CNAME", f"{alias[0]}."))
            name = alias[0]
        if found := self.records.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", kind, *found))
        elif name not in {known for known, _ in self.records}:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """One that listens on a free port of this machine until the block ends, in a thread of its own."""
    server = NameServer()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.2)
        server.address = f"127.0.0.1:{listening.getsockname()[1]}"
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with suppress(TimeoutError, dns.exception.DNSException):
                    wire, client = listening.recvfrom(4096)
                    if not server.silent:
                        listening.sendto(server.answer(wire), client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            thread.join()
