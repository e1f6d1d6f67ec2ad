"""Use-cases of consents."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm import fingerprints
from mewayz_crm.consents.models import Consent
from mewayz_crm.consents.schemas import ConsentRead
from mewayz_crm.formats import read_address
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


def about_address(text: str) -> sa.ColumnElement[bool]:
    """Consents of this address."""
    return col(Consent.address) == read_address(text).norm


consents = Records(Consent, ConsentRead, entity="consent", filters={"address": about_address}, tells=())


def note(
    uow: UnitOfWork,
    *,
    address_norm: str,
    action: str,
    method: str,
    list_id: UUID | None = None,
    purpose: str | None = None,
    wording_version: int | None = None,
) -> None:
    """Write down one yes or no, in the transaction of the change that it is the evidence of."""
    principal = uow.principal
    uow.add(
        Consent(
            address=address_norm,
            address_print=fingerprints.of_address(uow, address_norm),
            list_id=list_id,
            purpose=purpose,
            action=action,
            method=method,
            wording_version=wording_version,
            ip_print=fingerprints.of_caller(uow),
            actor=principal.id if principal.kind in {"member", "key", "service"} else None,
        )
    )


async def history(uow: UnitOfWork, address_norm: str, *, limit: int = 100) -> Sequence[Consent]:
    """What one address has said, newest first, also after its name was erased."""
    mine = col(Consent.address_print) == fingerprints.of_address(uow, address_norm)
    return await uow.all(sa.select(Consent).where(mine).order_by(col(Consent.id).desc()).limit(limit))


async def of_addresses(uow: UnitOfWork, norms: Collection[str]) -> list[ConsentRead]:
    """Everything these addresses have said, oldest first."""
    prints = [fingerprints.of_address(uow, norm) for norm in norms]
    mine = sa.select(Consent).where(col(Consent.address_print).in_(prints)).order_by(col(Consent.id))
    return await consents.show_rows(uow, await uow.all(mine))


async def forget(uow: UnitOfWork, address_norm: str) -> int:
    """Take the name off the evidence of an erased person; answers of how many lines. What was said stays."""
    mine = col(Consent.address_print) == fingerprints.of_address(uow, address_norm)
    done = await uow.execute(sa.update(Consent).where(mine).values(address=None, ip_print=None))
    return int(done.rowcount)
