"""Bodies of mail domains."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from mewayz_crm.vocabulary import Domain, PerHour
from mewayz_kit.schema import Input, Output, Record, patch_of


class MailDomainCreate(Input):
    """A domain that mail is to be signed for. Put the records of the answer into its DNS, then check."""

    domain: Domain
    throttle_per_hour: PerHour = None


MailDomainUpdate = patch_of(MailDomainCreate, without={"domain"})


class DnsRecord(Output):
    """A TXT record that must stand in DNS; `found` is null before the first check. An SPF record that is there
    already is extended by the `include:` term, for a domain may have only one."""

    purpose: Literal["spf", "dkim", "dmarc"]
    type: Literal["TXT"]
    name: str
    value: str
    found: bool | None


class MailDomainRead(Record):
    """A mail domain; the private key is never shown. Three daily checks in a row that miss a record make a verified one
    `failed`."""

    domain: str
    selector: str
    throttle_per_hour: int | None
    state: Literal["pending", "verified", "failed"]
    records: list[DnsRecord]
    checked_at: datetime | None
    verified_at: datetime | None


class Check(Input):
    """Payload of the job: which domain."""

    domain_id: UUID
