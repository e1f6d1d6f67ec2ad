"""Stored leads."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.described import Described
from mewayz_crm.formats import key_of, read_address
from mewayz_crm.leads.models import Lead
from mewayz_crm.leads.schemas import LeadCreate, LeadRead
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork

FINAL = ("converted", "dead")


class Leads(Described[Lead, LeadRead]):
    """Leads with their comparable name and address."""

    @override
    async def admit(self, uow: UnitOfWork, body: LeadCreate) -> None:
        """A lead that looks like an open one is refused with the candidates (`possible_duplicate`)."""
        if body.allow_duplicate:
            return
        parts = (body.first_name, body.last_name, body.company_name)
        candidates = await alike(uow, email=body.email, name=" ".join(part for part in parts if part))
        if candidates:
            raise Conflict(
                "possible_duplicate",
                "An open lead looks the same; send allow_duplicate to create another one.",
                candidates=candidates,
            )

    @override
    async def complete(self, uow: UnitOfWork, row: Lead, values: Mapping[str, Any]) -> None:
        """Derive the shown name and the comparable forms."""
        person = " ".join(part for part in (row.first_name, row.last_name) if part)
        row.name = (person or row.company_name or row.email or row.phone or "")[:254]
        if not row.name:
            raise Unprocessable.field("", "empty_lead", "A lead needs a name, a company, an address or a number.")
        row.name_key = key_of(f"{person} {row.company_name or ''}")
        row.email_norm = read_address(row.email).norm if row.email else None

    @override
    async def set_live(self, uow: UnitOfWork, row: Lead, live: bool) -> None:
        """Free the source reference, or take it back."""
        row.live = True if live else None


leads = Leads(Lead, LeadRead, entity="lead")


async def alike(uow: UnitOfWork, *, email: str | None, name: str) -> list[dict[str, Any]]:
    """Open leads with the same address, or the same person at the same company."""
    same: list[Any] = [col(Lead.name_key) == key_of(name)] if key_of(name) else []
    if email:
        same.append(col(Lead.email_norm) == read_address(email).norm)
    if not same:
        return []
    statement = (
        sa.select(col(Lead.id), col(Lead.name), col(Lead.name_key))
        .where(sa.or_(*same), col(Lead.deleted_at).is_(None), col(Lead.status).not_in(FINAL))
        .order_by(col(Lead.id))
        .limit(5)
    )
    rows = await uow.execute(statement)
    return [
        {
            "id": str(row.id),
            "name": row.name,
            "reason": "name" if row.name_key == key_of(name) else "email",
        }
        for row in rows
    ]


async def by_reference(uow: UnitOfWork, references: Any) -> dict[str, UUID]:
    """Live leads by their source reference; of several, the oldest."""
    statement = sa.select(col(Lead.source_ref), col(Lead.id)).where(
        col(Lead.source_ref).in_(references), col(Lead.deleted_at).is_(None)
    )
    return {str(ref): lead_id for ref, lead_id in await uow.execute(statement.order_by(col(Lead.id).desc()))}


async def by_address(uow: UnitOfWork, addresses: Any) -> dict[str, UUID]:
    """Live leads by address; of several, the oldest."""
    statement = sa.select(col(Lead.email_norm), col(Lead.id)).where(
        col(Lead.email_norm).in_(addresses), col(Lead.deleted_at).is_(None)
    )
    return {str(one): lead_id for one, lead_id in await uow.execute(statement.order_by(col(Lead.id).desc()))}
