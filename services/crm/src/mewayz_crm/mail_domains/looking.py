"""Looking a mail domain up in DNS. Never inside a transaction."""

from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver

from mewayz_crm.environment import environment_of
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.mail_domains.rules import Finding, dkim_name, dmarc_names, has_dkim, has_dmarc, has_spf
from mewayz_kit.config import Settings
from mewayz_kit.service import Runtime

SECONDS = 5.0
NOTHING = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


def spf_host_of(settings: Settings) -> str:
    """The host that SPF records include: as set, or that of the platform."""
    return environment_of(settings).spf_host or urlsplit(settings.public_url).hostname or "localhost"


async def look(runtime: Runtime, row: MailDomain) -> Finding | None:
    """Which records of a domain DNS shows now; None when a name server did not answer."""
    resolver = _resolver(runtime.settings)
    try:
        spf = has_spf(await _texts(resolver, row.domain), spf_host_of(runtime.settings))
        dkim = has_dkim(await _texts(resolver, dkim_name(row.domain, row.selector)), row.public_key)
        dmarc = False
        for name in dmarc_names(row.domain):
            dmarc = dmarc or has_dmarc(await _texts(resolver, name))
    except dns.exception.DNSException:
        return None
    return Finding(spf, dkim, dmarc)


async def _texts(resolver: dns.asyncresolver.Resolver, name: str) -> list[str]:
    """The TXT values of a name; the strings of one value are one text (RFC 7208 §3.3)."""
    try:
        answer = await resolver.resolve(name, dns.rdatatype.TXT)
    except NOTHING:
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer][:20]


def _resolver(settings: Settings) -> dns.asyncresolver.Resolver:
    servers = [entry.strip() for entry in environment_of(settings).dns_servers.split(",") if entry.strip()]
    resolver = dns.asyncresolver.Resolver(configure=not servers)
    resolver.lifetime = SECONDS
    if servers:
        resolver.nameservers = [_server(entry) for entry in servers]
    return resolver


def _server(entry: str) -> dns.nameserver.Do53Nameserver:
    address, _, port = entry.rpartition(":") if entry.count(":") == 1 or "]:" in entry else (entry, "", "")
    return dns.nameserver.Do53Nameserver(address.strip("[]"), int(port or 53))
