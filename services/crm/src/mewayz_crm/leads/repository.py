"""Stored leads."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.base import blank
from mewayz_crm.custom_fields import service as custom_fields
from mewayz_crm.formats import key_of, read_address
from mewayz_crm.leads.models import Lead
from mewayz_crm.leads.schemas import LeadCreate, LeadLike, LeadRead
from mewayz_crm.likeness import Keys, Likeness, Source
from mewayz_crm.mergeable import Mergeable
from mewayz_crm.tags import service as tags
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork

FINAL = ("converted", "dead")
KEPT = {"deleted_at", "owner_id", "live", "converted_contact_id", "converted_company_id", "converted_deal_id"}
"""What stays of the lead of an erased person."""


class Leads(Mergeable[Lead, LeadRead]):
    """Leads with their comparable name and address."""

    @override
    async def admit(self, uow: UnitOfWork, body: LeadCreate) -> None:
        """A lead that looks like an open one is refused with the candidates (`possible_duplicate`)."""
        detail = "An open lead looks the same; send allow_duplicate to create another one."
        await self.question(uow, body, detail, reasons=("name", "email"))

    @override
    def keys(self, like: LeadCreate | LeadLike) -> Keys:
        """The same person at the same company, and the address."""
        parts = (like.first_name, like.last_name, like.company_name)
        name = key_of(" ".join(part for part in parts if part))
        return {"name": [name] if name else [], "email": [read_address(like.email).norm] if like.email else []}

    @override
    def refuse_merge(self, survivor: Lead, merged: Sequence[Lead]) -> None:
        """What a lead became must stay known, so a converted one can only be the survivor."""
        if any(lead.status == "converted" for lead in merged):
            raise Conflict("lead_converted", "A converted lead can only be the one that others go into.")

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


OPEN = (col(Lead.deleted_at).is_(None), col(Lead.status).not_in(FINAL))
LIKENESS = Likeness(
    Lead,
    {
        "name": Source(col(Lead.id), col(Lead.name_key), (col(Lead.name_key) != "", *OPEN)),
        "email": Source(col(Lead.id), col(Lead.email_norm), (col(Lead.email_norm).is_not(None), *OPEN)),
    },
)
leads = Leads(Lead, LeadRead, entity="lead", create=LeadCreate, likeness=LIKENESS)


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


async def of_person(
    uow: UnitOfWork, contact_ids: Collection[UUID], addresses: Collection[str], *, lock: bool = False
) -> Sequence[Lead]:
    """Leads, deleted ones too, that became one of these contacts or have one of these addresses."""
    mine = col(Lead.converted_contact_id).in_(contact_ids) | col(Lead.email_norm).in_(addresses)
    statement = sa.select(Lead).where(mine).order_by(col(Lead.id))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return await uow.all(statement)


async def erased_of(uow: UnitOfWork, lead_ids: Collection[UUID]) -> set[UUID]:
    """Which of these leads name nobody any more; held, as erased contacts are."""
    statement = sa.select(col(Lead.id), col(Lead.name)).where(col(Lead.id).in_(lead_ids)).order_by(col(Lead.id))
    return {row.id for row in await uow.execute(statement.with_for_update(read=True)) if not row.name}


async def forget(uow: UnitOfWork, row: Lead) -> None:
    """Empty a lead; where it came from, how it went and what it became stays."""
    blank(row, but=KEPT)
    row.name, row.name_key, row.details, row.custom = "", "", {}, {}
    await custom_fields.free(uow, record_id=row.id)
    await tags.put(uow, entity="lead", record_id=row.id, names=[])
    await uow.flush()
    if row.deleted_at is None:
        await leads.tell(uow, row, "updated")
