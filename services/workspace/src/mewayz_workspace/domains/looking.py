"""Looking at a host from outside: its TXT records, where it leads, its certificate. Never inside a transaction."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver

from mewayz_kit.egress import EgressFailed, EgressRefused
from mewayz_kit.service import Runtime
from mewayz_workspace.domains.rules import Finding, txt_name
from mewayz_workspace.settings import WorkspaceSettings

SECONDS = 5.0
NOTHING = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


def edge_of(runtime: Runtime) -> str:
    """The name that own hosts must lead to: as set, or the host of the platform."""
    settings = _settings(runtime)
    return settings.domain_edge or urlsplit(settings.public_url).hostname or "localhost"


async def look(runtime: Runtime, host: str) -> Finding:
    """What DNS and the host itself say now; takes seconds when the other side is slow."""
    names = _Names(runtime)
    values = await names.texts(txt_name(host))
    if not values:
        return Finding(values)
    return Finding(values, reached=await _reached(runtime, names, host))


async def _reached(runtime: Runtime, names: "_Names", host: str) -> bool:
    """It leads where the platform is, and answers there with a certificate of its own."""
    if not await names.addresses(host) & await names.addresses(edge_of(runtime)):
        return False
    port = _settings(runtime).domain_port
    url = f"https://{host}/" if port == 443 else f"https://{host}:{port}/"
    try:
        return (await runtime.egress.request("HEAD", url, timeout=SECONDS)).status < 500
    except (EgressRefused, EgressFailed):
        return False


class _Names:
    """The name servers of this installation."""

    def __init__(self, runtime: Runtime) -> None:
        servers = [entry.strip() for entry in _settings(runtime).dns_servers.split(",") if entry.strip()]
        self._resolver = dns.asyncresolver.Resolver(configure=not servers)
        self._resolver.lifetime = SECONDS
        if servers:
            self._resolver.nameservers = [_server(entry) for entry in servers]

    async def texts(self, name: str) -> tuple[str, ...] | None:
        """The TXT values of a name, none if there are none; None when nobody answers."""
        try:
            answer = await self._resolver.resolve(name, dns.rdatatype.TXT)
        except NOTHING:
            return ()
        except dns.exception.DNSException:
            return None
        return tuple(b"".join(record.strings).decode("utf-8", "replace")[:255] for record in answer)[:20]

    async def addresses(self, name: str) -> set[str]:
        """The addresses of a name, through every CNAME."""
        found: set[str] = set()
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            try:
                answer: Iterable[object] = await self._resolver.resolve(name, kind)
            except dns.exception.DNSException:
                continue
            found |= {str(record) for record in answer}
        return found


def _server(entry: str) -> dns.nameserver.Do53Nameserver:
    address, _, port = entry.rpartition(":") if entry.count(":") == 1 or "]:" in entry else (entry, "", "")
    return dns.nameserver.Do53Nameserver(address.strip("[]"), int(port or 53))


def _settings(runtime: Runtime) -> WorkspaceSettings:
    settings = runtime.settings
    if not isinstance(settings, WorkspaceSettings):
        raise TypeError("hosts belong to the workspace service")
    return settings
