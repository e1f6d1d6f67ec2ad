"""Use-cases of mail domains."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.mail.signing import SigningKey
from mewayz_crm.mail_domains.keys import SEAL, new_pair, read_key
from mewayz_crm.mail_domains.looking import look, spf_host_of
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.mail_domains.rules import DAILY, FIRST_CHECK, MAIL_DOMAIN, Finding, judge, wanted
from mewayz_crm.mail_domains.schemas import Check, MailDomainCreate, MailDomainRead
from mewayz_kit.errors import Unavailable
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _with_records(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    host = spf_host_of(uow.runtime.settings)
    return {
        row["id"]: {
            "records": [
                {**record._asdict(), "type": "TXT", "found": row[f"{record.purpose}_found"]}
                for record in wanted(row["domain"], row["selector"], row["public_key"], host)
            ]
        }
        for row in rows
    }


domains = Records(MailDomain, MailDomainRead, entity="mail_domain", extend=_with_records)


async def create(uow: UnitOfWork, data: MailDomainCreate) -> MailDomain:
    """A domain with a fresh key pair, looked at every day from now on."""
    pair = await asyncio.to_thread(new_pair)
    row = await domains.create(
        uow,
        MailDomain(
            domain=data.domain,
            throttle_per_hour=data.throttle_per_hour,
            selector=pair.selector,
            public_key=pair.public,
            sealed_private_key=uow.runtime.crypto.seal(SEAL, pair.private),
        ),
    )
    _check_at(uow, row.id, uow.now + FIRST_CHECK)
    return row


async def is_verified(uow: UnitOfWork, domain: str) -> bool:
    """Whether mail of this domain can be signed and will be believed."""
    known = sa.select(col(MailDomain.id)).where(col(MailDomain.domain) == domain, col(MailDomain.state) == "verified")
    return await uow.scalar(known) is not None


async def check(uow: UnitOfWork, domain_id: UUID) -> MailDomain:
    """Look now. 503 `dns_unanswered` when no name server answers; nothing changes then."""
    async with uow.apart(writes=False) as reading:
        row = await domains.get(reading, domain_id)
    finding = await look(uow.runtime, row)
    if finding is None:
        raise Unavailable("dns_unanswered", "The name servers do not answer now; try again.")
    return await apply(uow, domain_id, finding, daily=False)


async def check_daily(step: Check, work: Work) -> None:
    """The check by the clock; without an answer it says nothing, and tomorrow there is another one."""
    async with work.uow(writes=False) as reading:
        row = await reading.find(MailDomain, step.domain_id)
    if row is None:
        return
    finding = await look(work.runtime, row)
    async with work.uow() as uow:
        if await uow.find(MailDomain, step.domain_id, lock=True) is None:
            return
        if finding is not None:
            await apply(uow, step.domain_id, finding, daily=True)
        _check_at(uow, step.domain_id, uow.now + DAILY)


async def apply(uow: UnitOfWork, domain_id: UUID, finding: Finding, *, daily: bool) -> MailDomain:
    """What a check means. Only daily ones count as failures, so that asking often fails no domain."""
    row = await domains.get(uow, domain_id, lock=True)
    async with domains.changing(uow, row):
        row.spf_found, row.dkim_found, row.dmarc_found = finding
        row.checked_at = uow.now
        row.failures = 0 if finding.complete else row.failures + daily
        trigger = judge(row.state, row.failures, finding)
        if trigger is not None:
            MAIL_DOMAIN.demand(row, trigger)
            row.verified_at = uow.now if trigger == "see" else row.verified_at
    return row


async def verified(uow: UnitOfWork) -> set[str]:
    """The domains of the workspace whose mail is believed."""
    return set(await uow.all(sa.select(col(MailDomain.domain)).where(col(MailDomain.state) == "verified")))


async def key_of(uow: UnitOfWork, domain: str) -> SigningKey | None:
    """The key that signs mail of a domain, while the domain is verified."""
    mine = (col(MailDomain.domain) == domain) & (col(MailDomain.state) == "verified")
    row: MailDomain | None = await uow.scalar(sa.select(MailDomain).where(mine))
    if row is None:
        return None
    return SigningKey(row.domain, row.selector, read_key(uow.runtime.crypto.open(SEAL, row.sealed_private_key)))


def _check_at(uow: UnitOfWork, domain_id: UUID, moment: datetime) -> None:
    """One check a day, also when the one before is handled twice."""
    from mewayz_crm.mail_domains.handlers import check_mail_domain

    uow.enqueue(
        check_mail_domain, Check(domain_id=domain_id), at=moment, dedupe=f"{domain_id}:{moment.date().isoformat()}"
    )
