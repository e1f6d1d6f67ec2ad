"""Stored companies."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.companies.models import Company, CompanyDomain
from mewayz_crm.companies.schemas import CompanyCreate, CompanyLike, CompanyRead
from mewayz_crm.described import Values
from mewayz_crm.formats import domain_of, key_of
from mewayz_crm.likeness import Keys, Likeness, Source
from mewayz_crm.mergeable import Mergeable
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork

DOMAINS = (
    sa.select(col(CompanyDomain.company_id), col(CompanyDomain.domain))
    .where(col(CompanyDomain.company_id).in_(sa.bindparam("companies", expanding=True)))
    .order_by(col(CompanyDomain.position))
)


class Companies(Mergeable[Company, CompanyRead]):
    """Companies with their domains."""

    @override
    async def complete(self, uow: UnitOfWork, row: Company, values: Mapping[str, Any]) -> None:
        """Derive the comparable name and refuse a circle of parents."""
        row.name_key = key_of(row.name)
        if values.get("parent_id") is not None:
            await _refuse_circle(uow, row)

    @override
    async def admit(self, uow: UnitOfWork, body: CompanyCreate) -> None:
        """A company that looks like a stored one is refused with the candidates (`possible_duplicate`)."""
        detail = "A company of this name is there already; send allow_duplicate to create another one."
        await self.question(uow, body, detail, reasons=("name",))

    @override
    def keys(self, like: CompanyCreate | CompanyLike) -> Keys:
        """Domains and the name."""
        return {"domain": like.domains, "name": [key_of(like.name)] if like.name else []}

    @override
    async def make_room(self, uow: UnitOfWork, survivor: Company, merged: Company) -> None:
        """The domains come after the survivor's. A survivor that belongs to the merged one moves up to its place."""
        first = max((domain.position for domain in await domains_of(uow, survivor.id)), default=-1) + 1
        for domain in await domains_of(uow, merged.id):
            domain.position += first
        if merged.id in await _above(uow, survivor.id, survivor.parent_id):
            survivor.parent_id = merged.parent_id

    @override
    async def fit(self, uow: UnitOfWork, survivor: Company, taken: dict[str, Any]) -> None:
        """The company above cannot be one that is below by now."""
        if survivor.id in await _above(uow, survivor.id, taken["parent_id"]):
            taken["parent_id"] = survivor.parent_id

    @override
    async def write_parts(self, uow: UnitOfWork, pairs: Sequence[tuple[Company, Values]], *, new: bool) -> None:
        """Replace the domains."""
        for row, values in pairs:
            wanted = {domain: number for number, domain in enumerate(values.get("domains", ()))}
            if not new and "domains" in values:
                for domain in await domains_of(uow, row.id):
                    if domain.domain in wanted:
                        domain.position = wanted.pop(domain.domain)
                    else:
                        await uow.session.delete(domain)
            uow.session.add_all(
                CompanyDomain(company_id=row.id, domain=domain, position=number) for domain, number in wanted.items()
            )
        await uow.flush()

    @override
    async def read_parts(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
        """The domains of a page."""
        parts: dict[UUID, dict[str, Any]] = {row["id"]: {"domains": []} for row in rows}
        for company_id, domain in await uow.execute(DOMAINS, {"companies": list(parts)}):
            parts[company_id]["domains"].append(domain)
        return parts

    @override
    async def set_live(self, uow: UnitOfWork, row: Company, live: bool) -> None:
        """Free the domains, or take them back."""
        await uow.execute(
            sa.update(CompanyDomain).where(col(CompanyDomain.company_id) == row.id).values(live=True if live else None)
        )


def with_domain(text: str) -> sa.ColumnElement[bool]:
    """Companies with this domain."""
    owners = sa.select(col(CompanyDomain.company_id)).where(
        col(CompanyDomain.domain) == domain_of(text), col(CompanyDomain.live).is_not(None)
    )
    return col(Company.id).in_(owners)


LIKENESS = Likeness(
    Company,
    {
        "domain": Source(
            col(CompanyDomain.company_id), col(CompanyDomain.domain), (col(CompanyDomain.live).is_not(None),)
        ),
        "name": Source(
            col(Company.id), col(Company.name_key), (col(Company.name_key) != "", col(Company.deleted_at).is_(None))
        ),
    },
)
companies = Companies(
    Company,
    CompanyRead,
    entity="company",
    create=CompanyCreate,
    likeness=LIKENESS,
    filters={"domain": with_domain},
)


async def domains_of(uow: UnitOfWork, company_id: UUID) -> Sequence[CompanyDomain]:
    """The stored domains of one company."""
    return await uow.all(sa.select(CompanyDomain).where(col(CompanyDomain.company_id) == company_id))


async def _refuse_circle(uow: UnitOfWork, row: Company) -> None:
    if row.id in await _above(uow, row.id, row.parent_id):
        raise Unprocessable.field("/parent_id", "parent_cycle", "A company cannot belong to itself.")


async def _above(uow: UnitOfWork, company_id: UUID, parent_id: UUID | None) -> list[UUID]:
    """The companies above one with this parent, nearest first, and itself again if they close a circle.

    They are locked on the way: of two changes that would close a circle together, the database stops one.
    """
    found: list[UUID] = []
    while parent_id is not None and company_id not in found:
        found.append(parent_id)
        with uow.scope.seeing_all("a circle is one whoever looks after its companies"):
            statement = sa.select(col(Company.parent_id)).where(col(Company.id) == parent_id)
            parent_id = await uow.scalar(statement.with_for_update())
    return found


async def named(uow: UnitOfWork, keys: Collection[str]) -> dict[str, UUID]:
    """Live companies by comparable name; of several with one name, the oldest."""
    statement = (
        sa.select(col(Company.name_key), col(Company.id))
        .where(col(Company.name_key).in_(keys), col(Company.deleted_at).is_(None))
        .order_by(col(Company.id).desc())
    )
    return {row[0]: row[1] for row in await uow.execute(statement)}


async def by_domain(uow: UnitOfWork, domains: Collection[str]) -> dict[str, UUID]:
    """Live companies that the caller sees, by domain."""
    statement = (
        sa.select(col(CompanyDomain.domain), col(Company.id))
        .join(Company, col(Company.id) == CompanyDomain.company_id)
        .where(col(CompanyDomain.domain).in_(domains), col(CompanyDomain.live).is_not(None))
    )
    return {row[0]: row[1] for row in await uow.execute(statement)}
